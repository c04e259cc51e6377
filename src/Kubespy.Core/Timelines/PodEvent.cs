namespace Kubespy.Core.Timelines;

/// <summary>A Kubernetes Event about a Pod, and when it was seen.</summary>
public sealed record PodEvent(DateTimeOffset Time, bool IsWarning, string Reason, string Message);
