using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>A Pod's priority by its class, or by the one that is the default (plugin/pkg/admission/priority).</summary>
public sealed class PriorityAdmission(Store store)
{
    /// <exception cref="ApiException">403: there is no such class, or the Pod states another number.</exception>
    public KubeObject Admit(KubeObject pod)
    {
        var spec = pod.Spec ?? MapValue.Empty;
        var name = spec["priorityClassName"]?.AsString() ?? "";
        var chosen = name.Length > 0
            ? store.Find(Resources.PriorityClasses, new ObjectKey("", name))
                ?? throw new ApiException(ApiStatus.Forbidden(Resources.Pods, NameOf(pod), $"no PriorityClass with name {name} was found"))
            : Default();
        var (priority, policy) = (chosen?.Root.Int64At("value") ?? 0, chosen?.Root.StringAt("preemptionPolicy") ?? "PreemptLowerPriority");
        if (spec["priority"]?.AsInt64() is { } given && given != priority)
        {
            throw new ApiException(ApiStatus.Forbidden(
                Resources.Pods, NameOf(pod), $"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name"));
        }

        spec = chosen is null ? spec : spec.With("priorityClassName", chosen.Name);
        return pod.With("spec", spec.With("priority", priority).With("preemptionPolicy", policy));
    }

    private KubeObject? Default() => store.Read(Resources.PriorityClasses).Objects.Values
        .Where(c => c.Root.BoolAt("globalDefault") == true)
        .MinBy(c => c.Root.Int64At("value") ?? 0);

    private static string NameOf(KubeObject pod) => pod.Name.Length > 0 ? pod.Name : pod.Metadata.StringAt("generateName") ?? "Unknown";
}
