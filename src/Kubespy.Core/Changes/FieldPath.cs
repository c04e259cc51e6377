namespace Kubespy.Core.Changes;

/// <summary>
/// Where a field is in an object: <c>.status.conditions[type=Ready].status</c>, <c>.metadata.labels["example.com/team"]</c>.
/// Paths share what they begin with.
/// </summary>
public sealed record FieldPath
{
    /// <summary>The object itself.</summary>
    public static readonly FieldPath Root = new(null, null);

    private FieldPath(FieldPath? parent, PathStep? step)
    {
        Parent = parent;
        Step = step;
    }

    public FieldPath? Parent { get; }

    /// <summary>The last step; null at the root.</summary>
    public PathStep? Step { get; }

    public IReadOnlyList<PathStep> Steps => Parent is null ? [] : [.. Parent.Steps, Step!];

    /// <summary>The names alone, without which item of a list: what patterns of fields are compared with.</summary>
    public IReadOnlyList<string> Names => [.. Steps.OfType<PathStep.Field>().Select(f => f.Name)];

    public FieldPath To(PathStep step) => new(this, step);

    public FieldPath To(string field) => To(new PathStep.Field(field));

    public override string ToString() => string.Concat(Steps);
}
