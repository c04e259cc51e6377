using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>
/// A Pod that runs on without its ReplicaSet: why, the labels by which kubectl label brings it back (empty where none does), and the
/// UID of the ReplicaSet.
/// </summary>
public sealed record ReleasedPod(PodState Pod, string Why, string Back, string FormerUid)
{
    internal static ReleasedPod Of(PodState pod, ReplicaSetState former)
    {
        var template = former.Template.MapAt("metadata", "labels") ?? MapValue.Empty;
        var wanted = former.Object.Labels[PodTemplate.HashLabel] is { } hash ? template.With(PodTemplate.HashLabel, hash) : template;
        var (why, back, overwrites) = ("", new List<string>(), false);
        foreach (var (label, value) in wanted)
        {
            var has = pod.Labels.StringAt(label);
            if (has == value.AsString())
            {
                continue;
            }

            back.Add($"{label}={value.AsString()}");
            overwrites |= has is not null;
            why = why.Length > 0 ? why : has is null ? $"lacks label {label}={value.AsString()}" : $"has label {label}={has}";
        }

        return new ReleasedPod(pod, why.Length > 0 ? why : "has no controller", string.Join(' ', back) + (overwrites ? " --overwrite" : ""), former.Uid);
    }
}
