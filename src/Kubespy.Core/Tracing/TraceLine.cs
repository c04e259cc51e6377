namespace Kubespy.Core.Tracing;

/// <summary>
/// One thing that happened. <paramref name="Plain"/> is told when output is piped, <paramref name="Log"/> at the foot of the live view;
/// either may be empty where it says nothing there.
/// </summary>
public sealed record TraceLine(DateTimeOffset Time, string Subject, string Plain, string Log, bool IsWarning = false);
