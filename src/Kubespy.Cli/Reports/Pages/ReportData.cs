using Kubespy.Core.Timelines;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>All that a report shows, in whatever form.</summary>
/// <param name="Source">The recording's name.</param>
/// <param name="Trace">The state at the end.</param>
/// <param name="Story">What happened, in words.</param>
/// <param name="Timeline">The same, over time.</param>
/// <param name="Invariants">What held, and what did not.</param>
/// <param name="Archive">The objects as they were.</param>
internal sealed record ReportData(string Source, Trace Trace, ReportStory Story, Timeline Timeline, IReadOnlyList<InvariantResult> Invariants, ObjectArchive Archive)
{
    public TimeSpan Length => Timeline.To - Timeline.From;

    /// <summary>Promises that were broken; what nobody promised is only measured.</summary>
    public IEnumerable<InvariantResult> Broken => Invariants.Where(i => i is { State: InvariantState.Violated, IsPromised: true });

    /// <summary>The word for an invariant's state, to people.</summary>
    public static string WordOf(InvariantResult result) => result switch
    {
        { State: InvariantState.Held } => "held",
        { State: InvariantState.NotJudged } => "not judged",
        { IsPromised: false } => "measured",
        _ => "violated",
    };
}
