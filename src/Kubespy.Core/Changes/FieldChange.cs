using Kubespy.Core.Values;

namespace Kubespy.Core.Changes;

/// <summary>
/// One difference between two revisions of an object. <paramref name="Old"/> is null (the C# null) where the field was not set, <paramref name="New"/>
/// where it is no longer set; never both.
/// </summary>
/// <param name="Path">The field, or the whole of what was added or removed.</param>
/// <param name="Old">What it was.</param>
/// <param name="New">What it is.</param>
/// <param name="IsOrder">The order of a list's items changed, too: old and new are their keys.</param>
public sealed record FieldChange(FieldPath Path, Value? Old, Value? New, bool IsOrder = false);
