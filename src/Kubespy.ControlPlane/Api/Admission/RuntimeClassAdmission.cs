using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>What a RuntimeClass adds to the Pods that name it: overhead, a node selector, tolerations (plugin/pkg/admission/runtimeclass).</summary>
internal sealed class RuntimeClassAdmission(Store store)
{
    /// <summary>The Pod with what its class says; the Pod itself where there is none.</summary>
    public KubeObject Admit(KubeObject pod)
    {
        if (Find(pod) is not { } found)
        {
            return pod;
        }

        var spec = pod.Spec!;
        if (found.Root.MapAt("overhead", "podFixed") is { } overhead && spec["overhead"] is null)
        {
            spec = spec.With("overhead", overhead);
        }

        if (found.Root.MapAt("scheduling", "nodeSelector") is { } selector)
        {
            spec = spec.With("nodeSelector", selector.Overlaid(spec.MapAt("nodeSelector") ?? MapValue.Empty));
        }

        var tolerations = spec.ListAt("tolerations");
        foreach (var toleration in found.Root.ListAt("scheduling", "tolerations").Where(t => !tolerations.Contains(t)))
        {
            tolerations = tolerations.Add(toleration);
        }

        return pod.With("spec", tolerations.Count > 0 ? spec.With("tolerations", tolerations) : spec);
    }

    /// <summary>Why the Pod is refused; null where it is not.</summary>
    /// <param name="pod">The Pod as it was admitted.</param>
    public string? Refuse(KubeObject pod)
    {
        if (pod.Root.StringAt("spec", "runtimeClassName") is not { } name)
        {
            return pod.Root.At("spec", "overhead") is null ? null : "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead";
        }

        if (Find(pod) is not { } found)
        {
            return $"pod rejected: RuntimeClass \"{name}\" not found";
        }

        foreach (var (key, value) in found.Root.MapAt("scheduling", "nodeSelector") ?? MapValue.Empty)
        {
            if (pod.Root.StringAt("spec", "nodeSelector", key) is { } own && own != value.AsString())
            {
                return $"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value.AsString()}; pod.spec.nodeSelector[{key}] = {own}";
            }
        }

        return Equals(found.Root.MapAt("overhead", "podFixed"), pod.Root.MapAt("spec", "overhead"))
            ? null
            : "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";
    }

    private KubeObject? Find(KubeObject pod) =>
        pod.Root.StringAt("spec", "runtimeClassName") is { } name ? store.Find(Resources.RuntimeClasses, new ObjectKey("", name)) : null;
}
