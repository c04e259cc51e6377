namespace Kubespy.Core.Tracing.Objects;

/// <summary>Rows under a heading; an empty title has none.</summary>
public sealed record TraceSection(string Title, string Text, IReadOnlyList<TraceRow> Rows);
