using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// Whether a container that must not run as root would (verifyRunAsNonRoot in pkg/kubelet/kuberuntime/security_context_others.go): its own
/// security context comes before its Pod's. What user an image has is not known. Pure.
/// </summary>
internal static class RunAsUser
{
    /// <summary>Whom its process runs as, as the status tells: root, where neither it nor its Pod says otherwise.</summary>
    /// <param name="pod">Its Pod.</param>
    /// <param name="container">Its spec.</param>
    public static MapValue Of(KubeObject pod, MapValue container)
    {
        var (own, shared) = (container.MapAt("securityContext"), pod.Root.MapAt("spec", "securityContext"));
        var group = own.Int64At("runAsGroup") ?? shared.Int64At("runAsGroup") ?? 0;
        SortedSet<long> groups = [group, .. shared.ListAt("supplementalGroups").Select(g => g.AsInt64() ?? 0)];
        if (shared.Int64At("fsGroup") is { } files)
        {
            groups.Add(files);
        }

        return MapValue.Of(("linux", MapValue.Of(
            ("uid", own.Int64At("runAsUser") ?? shared.Int64At("runAsUser") ?? 0), ("gid", group), ("supplementalGroups", ListValue.Of(groups.Select(g => (Value)g))))));
    }

    /// <summary>Why it is not created, in the kubelet's words; null where nothing speaks against it.</summary>
    /// <param name="pod">Its Pod.</param>
    /// <param name="container">Its spec.</param>
    /// <param name="words">The Pod as the kubelet writes it: <c>name_namespace(uid)</c>.</param>
    public static string? Problem(KubeObject pod, MapValue container, string words)
    {
        var (own, shared) = (container.MapAt("securityContext"), pod.Root.MapAt("spec", "securityContext"));
        if ((own.BoolAt("runAsNonRoot") ?? shared.BoolAt("runAsNonRoot")) != true)
        {
            return null;
        }

        return (own.Int64At("runAsUser") ?? shared.Int64At("runAsUser")) == 0
            ? $"container's runAsUser breaks non-root policy (pod: \"{words}\", container: {container.StringAt("name")})"
            : null;
    }
}
