using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Volumes;

/// <summary>The claims that a Pod's volumes name.</summary>
internal static class PodClaims
{
    public static IEnumerable<string> KeysOf(KubeObject pod) => pod.Root.ListAt("spec", "volumes")
        .Select(v => v.StringAt("persistentVolumeClaim", "claimName"))
        .OfType<string>()
        .Select(name => new ObjectKey(pod.Namespace, name).ToString());
}
