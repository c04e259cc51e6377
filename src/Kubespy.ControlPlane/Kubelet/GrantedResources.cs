using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>The resources of a Pod's containers, as a resize compares and tells them (pkg/kubelet/events/resize.go). Pure.</summary>
internal static class GrantedResources
{
    private static readonly string[] Lists = ["initContainers", "containers"];

    /// <summary>Of all containers, in their order.</summary>
    public static ListValue Of(KubeObject pod) => ListValue.Of(Lists.SelectMany(list => pod.Root.ListAt("spec", list)).Select(c => (Value)Of(c)));

    /// <summary>Of one container; nothing where it is not there.</summary>
    public static MapValue Of(KubeObject pod, string container) =>
        Lists.SelectMany(list => pod.Root.ListAt("spec", list)).FirstOrDefault(c => c.StringAt("name") == container) is { } found ? Of(found) : MapValue.Empty;

    /// <summary>What the Events say.</summary>
    /// <param name="pod">The Pod.</param>
    /// <param name="generation">Which revision asked for it.</param>
    /// <param name="error">Why it waits; null where it does not.</param>
    public static string Summary(KubeObject pod, long generation, string? error) => new MapBuilder()
        .Set("initContainers", Summaries(pod, "initContainers"))
        .Set("containers", Summaries(pod, "containers"))
        .Set("generation", generation)
        .Set("error", error is null ? null : StringValue.Of(error))
        .ToMap().ToString();

    /// <summary>Containers that have to be restarted for it.</summary>
    public static IEnumerable<string> Restarted(KubeObject pod, KubeObject before) => Lists.SelectMany(list => pod.Root.ListAt("spec", list))
        .Where(c => c.ListAt("resizePolicy").Any(p => p.StringAt("restartPolicy") == "RestartContainer" && IsChanged(c, before, p.StringAt("resourceName") ?? "")))
        .Select(c => c.StringAt("name") ?? "");

    private static bool IsChanged(Value container, KubeObject before, string resource)
    {
        var (next, old) = (Of(container), Of(before, container.StringAt("name") ?? ""));
        return ((string[])["requests", "limits"]).Any(which => next.StringAt(which, resource) != old.StringAt(which, resource));
    }

    private static MapValue Of(Value container) => container.MapAt("resources") ?? MapValue.Empty;

    private static ListValue? Summaries(KubeObject pod, string list) => pod.Root.ListAt("spec", list) is { Count: > 0 } containers
        ? ListValue.Of(containers.Select(c => (Value)MapValue.Of(("name", c["name"]!), ("resources", Of(c)))))
        : null;
}
