namespace Kubespy.Core.Timelines.Invariants;

/// <summary>Whether what was seen suffices to judge a Service's endpoints.</summary>
internal static class SliceWatch
{
    /// <summary>Why it does not; null where it does.</summary>
    public static InvariantResult? Missing(Timeline timeline, string name) =>
        timeline.Forbidden.TryGetValue("endpointslices", out var why) ? new InvariantResult(name, InvariantState.NotJudged, $"endpointslices may not be watched: {(why.Length > 0 ? why : "forbidden")}")
        : !timeline.HasSlices ? new InvariantResult(name, InvariantState.NotJudged, "no EndpointSlice was seen: record or watch endpointslices, too")
        : timeline.Services.Count == 0 ? new InvariantResult(name, InvariantState.NotJudged, "no Service selects these Pods")
        : null;
}
