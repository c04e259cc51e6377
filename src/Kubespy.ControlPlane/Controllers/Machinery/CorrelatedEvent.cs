namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>An Event as it is to be written: anew, or counted on the one it repeats.</summary>
internal sealed record CorrelatedEvent(EventRecord Record, string Message, long Count, long Sequence, bool IsCombined);
