using Kubespy.Core.Timelines;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Timelines;

/// <summary>Timelines of recordings, and how invariants fared over them.</summary>
internal static class Timelines
{
    public static Timeline Of(string scenario, string kind = "Deployment", string name = "nginx") => Of(Replay.Load(scenario), kind, name);

    public static Timeline Of(IEnumerable<SourceEvent> events, string kind = "Deployment", string name = "nginx", string ns = "default")
    {
        var recorder = new TimelineRecorder(kind, ns, name);
        DateTimeOffset end = default;
        foreach (var news in events)
        {
            recorder.Apply(news);
            end = news.Time;
        }

        return recorder.Until(end);
    }

    public static InvariantResult Judge(this Timeline timeline, string name) => Invariant.Parse([name])[0].Of(timeline);
}
