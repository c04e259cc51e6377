using System.Text;
using Kubespy.Core.Values;
using Kubespy.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kubespy.ControlPlane.Requests;

/// <summary>A value as YAML.</summary>
internal static class YamlWriter
{
    public static byte[] Write(Value value)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, value);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Emit(Emitter emitter, Value value)
    {
        switch (value)
        {
            case MapValue map:
                emitter.Emit(new MappingStart());
                foreach (var (name, entry) in map)
                {
                    EmitText(emitter, name);
                    Emit(emitter, entry);
                }

                emitter.Emit(new MappingEnd());
                break;
            case ListValue list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
                foreach (var item in list)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case StringValue text:
                EmitText(emitter, text.Text);
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, value.ToString(), ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    /// <summary>Text that would be read as something else is quoted.</summary>
    private static void EmitText(Emitter emitter, string text)
    {
        var isPlain = YamlReader.Resolve(text) is StringValue;
        emitter.Emit(new Scalar(
            AnchorName.Empty, TagName.Empty, text, isPlain ? ScalarStyle.Any : ScalarStyle.DoubleQuoted, isPlainImplicit: true, isQuotedImplicit: true));
    }
}
