using System.Text;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Views;

/// <summary>How documents follow each other.</summary>
internal enum DocumentFormat
{
    /// <summary>One JSON document a line.</summary>
    JsonLines,

    /// <summary>One JSON array of them all, whole whenever it ends.</summary>
    JsonArray,

    /// <summary>YAML documents, each after a line of three dashes.</summary>
    Yaml,
}

/// <summary>Writes documents as they come, each whole before the next; closes what must be closed, whatever ends it.</summary>
internal sealed class DocumentWriter(TextWriter output, DocumentFormat format) : IDisposable
{
    private bool _isEnded;

    public int Count { get; private set; }

    public void Write(Value document)
    {
        output.Write(format switch
        {
            DocumentFormat.JsonLines => SafeText.Json(document.ToString()) + "\n",
            DocumentFormat.JsonArray => (Count == 0 ? "[\n" : ",\n") + SafeText.Json(Encoding.UTF8.GetString(ValueWriter.Write(document, indented: true))),
            _ => $"---\n{string.Join('\n', YamlText.Lines(document))}\n",
        });
        output.Flush();
        Count++;
    }

    /// <summary>What is needed to make a whole of what was written.</summary>
    public void Dispose()
    {
        if (!_isEnded && format == DocumentFormat.JsonArray)
        {
            _isEnded = true;
            output.Write(Count == 0 ? "[]\n" : "\n]\n");
            output.Flush();
        }
    }
}
