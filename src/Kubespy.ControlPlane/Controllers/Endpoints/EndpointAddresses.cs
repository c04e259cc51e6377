using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>Which Pods stand behind a Service, under which names, and on which port of theirs. Pure.</summary>
internal static class EndpointAddresses
{
    private const string Headless = "service.kubernetes.io/headless";

    /// <summary>Whether the endpoint controllers look after the Service: one without a selector, or that is but a DNS alias, has its endpoints from others.</summary>
    public static bool IsSelecting(KubeObject service) =>
        service.Root.MapAt("spec", "selector") is { Count: > 0 } && service.Root.StringAt("spec", "type") != "ExternalName";

    /// <summary>The Pods that the Service selects.</summary>
    public static IReadOnlyList<KubeObject> Selected(KubeObject service, IEnumerable<KubeObject> pods)
    {
        var selector = LabelSelector.OfLabels(service.Root.MapAt("spec", "selector")!);
        return [.. pods.Where(p => selector.Matches(p.Labels))];
    }

    public static bool IsHeadless(KubeObject service) => service.Root.StringAt("spec", "clusterIP") is null or "" or "None";

    public static bool PublishesNotReady(KubeObject service) => service.Root.BoolAt("spec", "publishNotReadyAddresses") == true;

    /// <summary>Whether the Pod has an address and may serve.</summary>
    public static bool HasAddress(KubeObject pod) => pod.Root.StringAt("status", "podIP") is not null && !PodView.Of(pod).IsTerminal;

    /// <summary>The Pod's name in the Service's domain; null where it has none there.</summary>
    public static string? Hostname(KubeObject service, KubeObject pod) =>
        pod.Root.StringAt("spec", "hostname") is { Length: > 0 } name && pod.Root.StringAt("spec", "subdomain") == service.Name ? name : null;

    /// <summary>The Service's labels, its being headless among them, for an object that speaks for it.</summary>
    public static MapValue LabelsOf(KubeObject service) =>
        IsHeadless(service) ? service.Labels.With(Headless, "") : service.Labels.Without(Headless);

    /// <summary>Whether both say the same, whether the Service is headless aside: that alone is no reason to write.</summary>
    public static bool AreSameLabels(MapValue a, MapValue b) => a.Without(Headless).Equals(b.Without(Headless));

    /// <summary>The number that a port of the Service leads to in the Pod; null where the Pod names no such port.</summary>
    public static long? TargetPort(KubeObject pod, Value port) => port["targetPort"] switch
    {
        StringValue name => Containers(pod)
            .SelectMany(c => c.ListAt("ports"))
            .FirstOrDefault(p => p.StringAt("name") == name.Text && (p.StringAt("protocol") ?? "TCP") == (port.StringAt("protocol") ?? "TCP"))
            ?.Int64At("containerPort"),
        NumberValue number => number.TryInt64(),
        _ => port.Int64At("port"),
    };

    public static MapValue TargetRef(KubeObject pod) => MapValue.Of(
        ("kind", "Pod"), ("namespace", pod.Namespace), ("name", pod.Name), ("uid", pod.Uid));

    /// <summary>The containers, and the init containers that keep running.</summary>
    private static IEnumerable<Value> Containers(KubeObject pod) =>
        pod.Root.ListAt("spec", "containers").Concat(pod.Root.ListAt("spec", "initContainers").Where(c => c.StringAt("restartPolicy") == "Always"));
}
