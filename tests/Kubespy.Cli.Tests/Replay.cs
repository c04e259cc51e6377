using System.IO.Compression;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Recordings;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Watching;
using Kubespy.Recording;

namespace Kubespy.Cli.Tests;

/// <summary>A recording of a real cluster, folded into a trace up to a moment.</summary>
internal static class Replay
{
    public static readonly IReadOnlyList<string> Scenarios = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "14", "15", "16a", "16b", "16c", "19", "22", "23", "29"];

    public static IReadOnlyList<SourceEvent.ObjectChanged> Load(string scenario) =>
        Read(typeof(Replay).Assembly.GetManifestResourceNames().Single(n => n.StartsWith($"real/{scenario}-", StringComparison.Ordinal)));

    /// <summary>A recording that is carried in this assembly.</summary>
    public static IReadOnlyList<SourceEvent.ObjectChanged> Read(string resource)
    {
        using var stream = typeof(Replay).Assembly.GetManifestResourceStream(resource)!;
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress);
        var path = Path.GetTempFileName();
        try
        {
            using (var file = File.Create(path))
            {
                brotli.CopyTo(file);
            }

            return [.. RecordedEvents.Read(path).News.OfType<SourceEvent.ObjectChanged>()];
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The trace so many seconds after the recording's first new object.</summary>
    public static (DeploymentTrace Trace, IReadOnlyList<TraceLine> Lines) Until(string scenario, double seconds)
    {
        var events = Load(scenario);
        var start = events.First(e => !e.IsInitial).Time;
        var tracer = new DeploymentTracer("nginx", "default");
        var now = start.AddSeconds(seconds);
        var lines = new List<TraceLine>();
        foreach (var news in events.Where(e => e.Time <= now))
        {
            tracer.Apply(news);
            lines.AddRange(tracer.TakeLines());
        }

        return (tracer.Trace(now), lines);
    }

    /// <summary>The trace of any kind so many seconds after the recording's first new object.</summary>
    public static (ObjectTrace Trace, IReadOnlyList<TraceLine> Lines) Object(string scenario, double seconds)
    {
        var events = Load(scenario);
        var start = events.First(e => !e.IsInitial).Time;
        var root = RecordedTarget.Of(events.Select(e => e.Object))!;
        var tracer = (ObjectTracer)TracePlan.TracerOf(root.Gvk, root.Namespace, root.Name, new TraceOptions());
        tracer.Apply(new SourceEvent.CaughtUp(start));
        var now = start.AddSeconds(seconds);
        var lines = new List<TraceLine>();
        foreach (var news in events.Where(e => e.Time <= now))
        {
            tracer.Apply(news);
            lines.AddRange(tracer.TakeLines());
        }

        return (tracer.Trace(now), lines);
    }
}
