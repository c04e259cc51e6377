using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Api.Schema.ObjectDefaults;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>The defaults of what components tell each other (pkg/apis/{storage,flowcontrol}/v1/defaults.go).</summary>
internal static class ComponentDefaults
{
    public static MapValue CsiDriverSpec(MapValue spec)
    {
        var result = Default(Default(Default(spec, "attachRequired", true), "podInfoOnMount", false), "storageCapacity", false);
        result = Default(DefaultUnset(result, "fsGroupPolicy", "ReadWriteOnceWithFSType"), "requiresRepublish", false);
        result = Default(result, "seLinuxMount", false);
        return result.ListAt("volumeLifecycleModes").Count == 0 ? result.With("volumeLifecycleModes", ListValue.Of(["Persistent"])) : result;
    }

    public static MapValue VolumeAttachmentSpec(MapValue spec) =>
        UpdateIfSet(spec, "source", source => UpdateIfSet(source, "inlineVolumeSpec", VolumeDefaults.Inline));

    public static MapValue PriorityLevelSpec(MapValue spec)
    {
        var result = UpdateIfSet(spec, "exempt", exempt => Default(Default(exempt, "nominalConcurrencyShares", 0), "lendablePercent", 0));
        return UpdateIfSet(result, "limited", limited => UpdateIfSet(
            Default(Default(limited, "nominalConcurrencyShares", 30), "lendablePercent", 0),
            "limitResponse",
            response => UpdateIfSet(response, "queuing", queuing =>
                DefaultNumber(DefaultNumber(DefaultNumber(queuing, "queues", 64), "handSize", 8), "queueLengthLimit", 50))));
    }
}
