namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>What a condition of an autoscaler says.</summary>
internal readonly record struct ScalingVerdict(bool IsTrue, string Reason, string Message);
