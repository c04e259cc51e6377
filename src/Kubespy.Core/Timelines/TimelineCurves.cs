namespace Kubespy.Core.Timelines;

/// <summary>
/// Pods over time, counted from the Pods themselves and not from a status, which lags; what is updated is the controller's word.
/// </summary>
/// <param name="Desired">How many the spec asked for.</param>
/// <param name="Updated">How many are of the newest template, as the status says.</param>
/// <param name="Ready">How many are Ready and not being deleted.</param>
/// <param name="Available">How many of those have been Ready for <c>minReadySeconds</c>.</param>
/// <param name="Terminating">How many are being deleted and have not ended.</param>
/// <param name="Active">How many exist that have neither ended nor are being deleted.</param>
/// <param name="Existing">The active and the terminating ones.</param>
/// <param name="Asked">How many all ReplicaSets ask for together.</param>
/// <param name="Floor">What the strategy promises at least; only known of a Deployment.</param>
/// <param name="Ceiling">What the strategy promises at most; only known of a Deployment.</param>
public sealed record TimelineCurves(
    StepCurve Desired, StepCurve Updated, StepCurve Ready, StepCurve Available, StepCurve Terminating, StepCurve Active, StepCurve Existing, StepCurve Asked, StepCurve Floor, StepCurve Ceiling);
