namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>A container that was created and did not come to run: how it ended, and what its status says until the next try.</summary>
/// <param name="End">The exit that the runtime tells.</param>
/// <param name="Message">What the runtime says of the end; empty where nothing.</param>
/// <param name="StartedAt">When its process was started; the beginning of Unix time where none was.</param>
/// <param name="Failure">Why, in the kubelet's words.</param>
internal sealed record FailedStart(ProcessEnd End, string Message, DateTimeOffset StartedAt, StartFailure Failure);
