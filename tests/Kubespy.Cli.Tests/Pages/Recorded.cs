using Kubespy.Cli.Recordings;
using Kubespy.Cli.Reports.Pages;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Pages;

/// <summary>Reports of recordings of a real cluster.</summary>
internal static class Recorded
{
    public static (IReadOnlyList<SourceEvent> Events, KubeObject Target) Window(string scenario)
    {
        var events = Replay.Load(scenario);
        return (RecordingWindow.Of(events, null, null), RecordedTarget.Of(events.Select(e => e.Object))!);
    }

    public static ReportData Report(string scenario)
    {
        var (events, target) = Window(scenario);
        return ReportBuilder.Build(events, target, $"{scenario}.jsonl");
    }
}
