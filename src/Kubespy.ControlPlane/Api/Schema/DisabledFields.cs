using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Api.Schema.ObjectDefaults;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// Fields whose feature is off by default in 1.36: a write drops them silently (dropDisabledFields in pkg/api/pod/util.go).
/// What uses one already keeps it.
/// </summary>
internal static class DisabledFields
{
    private static readonly string[] Containers = ["containers", "initContainers", "ephemeralContainers"];
    private static readonly string[] Projections = ["clusterTrustBundle", "podCertificate"];

    /// <summary>The object without them; the same where it has none.</summary>
    public static MapValue Drop(string kind, MapValue root, MapValue? old)
    {
        return PathOf(kind) is { } path && root.MapAt(path) is { } spec && IsUsedBy(spec) && (old?.MapAt(path) is not { } before || !IsUsedBy(before))
            ? root.WithAt(path, DropFrom(spec))
            : root;
    }

    private static string[]? PathOf(string kind) => kind switch
    {
        "Pod" => ["spec"],
        "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job" or "ReplicationController" => ["spec", "template", "spec"],
        "PodTemplate" => ["template", "spec"],
        "CronJob" => ["spec", "jobTemplate", "spec", "template", "spec"],
        _ => null,
    };

    private static bool IsUsedBy(MapValue spec)
    {
        if (spec["schedulingGroup"] is not null)
        {
            return true;
        }

        foreach (var volume in spec.ListAt("volumes"))
        {
            foreach (var source in volume.ListAt("projected", "sources"))
            {
                if (Projections.Any(p => source.At(p) is not null))
                {
                    return true;
                }
            }
        }

        return Containers.Any(list => spec.ListAt(list).Any(c => c.At("lifecycle", "stopSignal") is not null));
    }

    private static MapValue DropFrom(MapValue spec)
    {
        var result = spec.Without("schedulingGroup");
        result = UpdateItems(result, "volumes", volume => UpdateIfSet(volume, "projected", projected =>
            UpdateItems(projected, "sources", source => source.Without(Projections[0]).Without(Projections[1]))));
        foreach (var list in Containers)
        {
            result = UpdateItems(result, list, WithoutStopSignal);
        }

        return result;
    }

    private static MapValue WithoutStopSignal(MapValue container)
    {
        var result = UpdateIfSet(container, "lifecycle", lifecycle => lifecycle.Without("stopSignal"));
        return container.At("lifecycle", "stopSignal") is not null && result["lifecycle"] is MapValue { Count: 0 } ? result.Without("lifecycle") : result;
    }
}
