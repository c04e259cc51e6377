using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>
/// What a Pod asks for as a whole: its containers and sidecars together, or an init container beside the sidecars before it where
/// that is more, and the overhead (component-helpers/resource).
/// </summary>
public static class PodResources
{
    public static ResourceAmounts Requests(KubeObject pod) => Sum(pod, "requests").AddAll(ResourceAmounts.Of(pod.Root.MapAt("spec", "overhead")));

    public static ResourceAmounts Limits(KubeObject pod) => Sum(pod, "limits");

    private static ResourceAmounts Sum(KubeObject pod, string which)
    {
        var (sum, peak) = (new ResourceAmounts(), new ResourceAmounts());
        foreach (var init in pod.Root.ListAt("spec", "initContainers"))
        {
            var own = ResourceAmounts.Of(init.MapAt("resources", which));
            if (init.StringAt("restartPolicy") == "Always")
            {
                sum.AddAll(own);
                peak.Max(sum);
            }
            else
            {
                peak.Max(new ResourceAmounts().AddAll(sum).AddAll(own));
            }
        }

        foreach (var container in pod.Root.ListAt("spec", "containers"))
        {
            sum.AddAll(ResourceAmounts.Of(container.MapAt("resources", which)));
        }

        return sum.Max(peak);
    }
}
