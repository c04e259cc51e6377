namespace Kubespy.Comparator;

/// <summary>The states of one object in their order, and when each began, in seconds.</summary>
public sealed record Way(string Name, IReadOnlyList<string> States, IReadOnlyList<double> Times)
{
    public string Line => $"{Name}: {string.Join(" | ", States)}";

    /// <summary>Both are of one kind and went through the same states.</summary>
    public bool IsLike(Way other) => Name == other.Name && States.SequenceEqual(other.States);
}
