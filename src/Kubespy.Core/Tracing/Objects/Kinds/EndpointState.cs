using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>One endpoint of a Service as its EndpointSlices have it (discovery.k8s.io/v1): conditions that are missing mean true, terminating false.</summary>
internal sealed record EndpointState(string PodUid, string PodName, string Address, string Node, bool IsReady, bool IsServing, bool IsTerminating)
{
    /// <summary>One word or two: rows are narrow.</summary>
    public string Word => IsReady ? "ready"
        : IsServing && IsTerminating ? "still serving"
        : IsTerminating ? "terminating" : "unready";

    public static IEnumerable<EndpointState> Of(KubeObject slice) => slice.Root.ListAt("endpoints").Select(e => new EndpointState(
        e.StringAt("targetRef", "uid") ?? "",
        e.StringAt("targetRef", "name") ?? "",
        e.ListAt("addresses").Select(a => a.AsString() ?? "").FirstOrDefault() ?? "",
        e.StringAt("nodeName") ?? "",
        e.BoolAt("conditions", "ready") ?? true,
        e.BoolAt("conditions", "serving") ?? e.BoolAt("conditions", "ready") ?? true,
        e.BoolAt("conditions", "terminating") ?? false));
}
