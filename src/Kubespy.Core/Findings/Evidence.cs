namespace Kubespy.Core.Findings;

/// <summary>
/// How something is known (design.md, law 11). <paramref name="Source"/> names where it was read: <c>Pod status</c>, <c>Event, count 61</c>.
/// <paramref name="Time"/> is null where the source tells none.
/// </summary>
public sealed record Evidence(DateTimeOffset? Time, string Text, string Source);
