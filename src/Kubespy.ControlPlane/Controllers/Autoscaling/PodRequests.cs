using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>What Pods ask for of a resource, to which their use is compared (calculateRequests in pkg/controller/podautoscaler/replica_calculator.go). Pure.</summary>
internal static class PodRequests
{
    /// <summary>By a Pod's name, in thousandths.</summary>
    /// <exception cref="MetricException">A container asks for none, so that there is nothing to compare to.</exception>
    public static Dictionary<string, long> Of(IEnumerable<KubeObject> pods, string resource, string container) =>
        pods.ToDictionary(p => p.Name, p => Of(p, resource, container), StringComparer.Ordinal);

    private static long Of(KubeObject pod, string resource, string container)
    {
        if (container.Length == 0 && pod.Root.MapAt("spec", "resources", "requests") is { Count: > 0 } whole)
        {
            return Read(whole, resource) ?? throw new MetricException($"missing pod-level request for {resource} in Pod {pod.Name}");
        }

        if (container.Length > 0 && !pod.Root.ListAt("spec", "containers").Concat(pod.Root.ListAt("spec", "initContainers")).Any(c => c.StringAt("name") == container))
        {
            throw new MetricException($"container {container} not found in Pod {pod.Name}");
        }

        var sum = 0L;
        var sidecars = pod.Root.ListAt("spec", "initContainers").Where(c => c.StringAt("restartPolicy") == "Always");
        foreach (var one in pod.Root.ListAt("spec", "containers").Concat(sidecars).Where(c => container.Length == 0 || c.StringAt("name") == container))
        {
            sum += Read(one.MapAt("resources", "requests"), resource)
                ?? throw new MetricException($"missing request for {resource} in container {one.StringAt("name")} of Pod {pod.Name}");
        }

        return sum;
    }

    private static long? Read(MapValue? requests, string resource) =>
        requests?[resource] is { } amount && Quantity.TryParse(amount.AsString() ?? amount.ToString()) is { } quantity ? quantity.Milli : null;
}
