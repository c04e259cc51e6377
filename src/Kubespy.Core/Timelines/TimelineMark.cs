namespace Kubespy.Core.Timelines;

/// <summary>Something that was done at a moment.</summary>
/// <param name="Time">When it was seen.</param>
/// <param name="Kind">Whose doing it is.</param>
/// <param name="Uid">The object it was done to; empty where it is none.</param>
/// <param name="Subject">That object as lines name it: <c>deploy/nginx</c>; empty where it is none.</param>
/// <param name="Text">What was done, in a phrase.</param>
public sealed record TimelineMark(DateTimeOffset Time, MarkKind Kind, string Uid, string Subject, string Text);
