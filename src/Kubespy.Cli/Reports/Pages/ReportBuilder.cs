using Kubespy.Cli.Commands;
using Kubespy.Core.Objects;
using Kubespy.Core.Story;
using Kubespy.Core.Timelines;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>Folds a recording, or a part of one, into all that a report shows. Pure.</summary>
internal static class ReportBuilder
{
    /// <param name="events">The part of the recording, the first first.</param>
    /// <param name="target">The object that the report is of.</param>
    /// <param name="source">The recording's name, as it is shown.</param>
    public static ReportData Build(IReadOnlyList<SourceEvent> events, KubeObject target, string source)
    {
        var tracer = TracePlan.TracerOf(target.Gvk, target.Namespace, target.Name, new TraceOptions());
        var recorder = new TimelineRecorder(target.Kind, target.Namespace, target.Name);
        var archive = new ObjectArchive();
        var told = new LogHarvest(tracer);
        var teller = new StoryTeller(target.Kind, target.Namespace, target.Name);
        foreach (var news in events)
        {
            tracer.Apply(news);
            recorder.Apply(news);
            archive.Apply(news);
            teller.Apply(news);
            told.Look(news.Time);
        }

        var end = events.Count > 0 ? events[^1].Time : default;
        var timeline = recorder.Until(end);
        archive.Narrow(timeline, target);
        var last = tracer.Trace(end);
        return new ReportData(source, last, ReportStory.Of(last, told.All(last), teller.Tell(end)), timeline, Invariant.JudgeAll(timeline), archive);
    }
}
