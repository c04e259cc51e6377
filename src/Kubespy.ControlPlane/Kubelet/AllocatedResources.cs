using Kubespy.ControlPlane.Api.Admission;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>What of a Pod's requests and limits its kubelet has granted and set (convertToAPIPodLevelResourcesStatus in pkg/kubelet/kubelet_pods.go; KEP-5419, on by default since 1.36). Pure.</summary>
internal static class AllocatedResources
{
    /// <summary>Less CPU than that is not told from none (MinShares in pkg/kubelet/cm).</summary>
    private const int MinMilliCpu = 2;

    /// <summary>What was granted, null where it asks for nothing, and what its control group has.</summary>
    /// <param name="granted">The revision whose resources were granted.</param>
    /// <param name="actual">The revision whose resources were set.</param>
    public static (MapValue? Granted, MapValue Group) Of(KubeObject granted, KubeObject actual)
    {
        var requests = PodResources.Requests(granted);
        return (requests.Count > 0 ? requests.ToValue() : null, GroupOf(actual, PodResources.Requests(actual)));
    }

    /// <summary>CPU and memory alone; a limit only where each of its containers has one.</summary>
    private static MapValue GroupOf(KubeObject pod, ResourceAmounts requests)
    {
        var requested = requests.Only(((string[])["cpu", "memory"]).Where(r => r != "cpu" || requests["cpu"].Milli > MinMilliCpu));
        Value[] running = [.. pod.Root.ListAt("spec", "containers"), .. pod.Root.ListAt("spec", "initContainers").Where(i => i.StringAt("restartPolicy") == "Always")];
        var limited = PodResources.Limits(pod).Only(((string[])["cpu", "memory"]).Where(r => running.All(c => c.MapAt("resources", "limits")?[r] is not null)));
        var given = pod.Root.MapAt("spec", "resources") ?? MapValue.Empty;
        var group = new MapBuilder()
            .Set("limits", Beside(given.MapAt("limits"), limited))
            .Set("requests", Beside(given.MapAt("requests"), requested));
        return group.ToMap();
    }

    private static MapValue? Beside(MapValue? given, ResourceAmounts amounts) =>
        amounts.Count == 0 ? given : amounts.ToValue().Overlaid(given ?? MapValue.Empty);
}
