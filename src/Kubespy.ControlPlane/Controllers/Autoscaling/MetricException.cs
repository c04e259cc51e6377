namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>A metric from which no number of replicas can be calculated; the message is the one that the condition and the Event carry.</summary>
internal sealed class MetricException(string message) : Exception(message);
