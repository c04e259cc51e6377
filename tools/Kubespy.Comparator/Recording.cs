using System.IO.Compression;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Comparator;

/// <summary>The recordings of real clusters that this assembly carries.</summary>
public static class Recording
{
    public static IReadOnlyList<RecordedEvent> Load(string run, string scenario)
    {
        var name = typeof(Recording).Assembly.GetManifestResourceNames().Single(n => n.StartsWith($"{run}/{scenario}-", StringComparison.Ordinal));
        using var stream = typeof(Recording).Assembly.GetManifestResourceStream(name)!;
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress);
        using var reader = new StreamReader(brotli);
        var events = new List<RecordedEvent>();
        while (reader.ReadLine() is { } line)
        {
            var value = ValueReader.Read(line);
            events.Add(new RecordedEvent(
                ((NumberValue)value["t"]!).ToDouble(), value.StringAt("type")!, new KubeObject(value.MapAt("object")!), value.BoolAt("initial") ?? false));
        }

        return events;
    }
}
