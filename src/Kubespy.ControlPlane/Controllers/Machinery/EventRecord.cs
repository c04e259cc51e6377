using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>An Event that was written: where, and how often it happened.</summary>
internal sealed class EventRecord
{
    public ObjectKey? Key { get; set; }

    public long Count { get; set; }
}
