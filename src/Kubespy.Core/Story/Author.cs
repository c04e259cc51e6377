namespace Kubespy.Core.Story;

/// <summary>Who did something, and how that is known (design.md, law 11): a program or a controller, never a person.</summary>
/// <param name="Name">Such as <c>kubectl-set</c>; empty where nobody can be named.</param>
/// <param name="Basis">What proves it, such as <c>managedFields</c>; where nobody can be named, why not.</param>
public sealed record Author(string Name, string Basis)
{
    public static readonly Author OfDeletion = Unknown("a deletion leaves no trace of its author");

    public static readonly Author OfRemoval = Unknown("what was removed leaves no trace of its author");

    /// <summary>Nobody in particular: time or a controller that needs no naming.</summary>
    public static readonly Author None = new("", "");

    public bool IsKnown => Name.Length > 0;

    public static Author Unknown(string why) => new("", why);

    public static Author OfFields(string manager) => new(manager, "managedFields");

    public override string ToString() => IsKnown ? Name : "unknown";
}
