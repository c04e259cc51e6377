namespace Kubespy.Core.Tracing.Objects;

/// <summary>A phrase beneath the verdict: <c>ready 2/3</c>. Counts are told in plain lines, too.</summary>
public sealed record TraceFact(string Text, Health Health = Health.Ready, bool IsCount = false);
