using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>Which Pods stand behind a Service, and on which port of theirs. Pure.</summary>
internal static class EndpointAddresses
{
    /// <summary>The Pods that the Service selects; none for one without a selector.</summary>
    public static IReadOnlyList<KubeObject> Selected(KubeObject service, IEnumerable<KubeObject> pods)
    {
        if (service.Root.MapAt("spec", "selector") is not { Count: > 0 } labels)
        {
            return [];
        }

        var selector = LabelSelector.OfLabels(labels);
        return [.. pods.Where(p => selector.Matches(p.Labels))];
    }

    /// <summary>Whether the Pod has an address and may serve.</summary>
    public static bool HasAddress(KubeObject pod) => pod.Root.StringAt("status", "podIP") is not null && !PodView.Of(pod).IsTerminal;

    /// <summary>The number that a port of the Service leads to in the Pod; null where the Pod names no such port.</summary>
    public static long? TargetPort(KubeObject pod, Value port) => port["targetPort"] switch
    {
        StringValue name => pod.Root.ListAt("spec", "containers")
            .SelectMany(c => c.ListAt("ports"))
            .FirstOrDefault(p => p.StringAt("name") == name.Text && (p.StringAt("protocol") ?? "TCP") == (port.StringAt("protocol") ?? "TCP"))
            ?.Int64At("containerPort"),
        NumberValue number => number.TryInt64(),
        _ => port.Int64At("port"),
    };

    public static MapValue TargetRef(KubeObject pod) => MapValue.Of(
        ("kind", "Pod"), ("namespace", pod.Namespace), ("name", pod.Name), ("uid", pod.Uid));
}
