namespace Kubespy.Core.Timelines.Invariants;

/// <summary>A while in which an invariant did not hold.</summary>
/// <param name="From">Since when.</param>
/// <param name="To">Until when; null where it went on at the end.</param>
/// <param name="Text">By how much: <c>available 2, the floor is 3</c>.</param>
/// <param name="Pods">Which Pods it was about, by name; at most <see cref="MostPods"/>.</param>
/// <param name="Evidence">What it is told from.</param>
public sealed record Breach(DateTimeOffset From, DateTimeOffset? To, string Text, IReadOnlyList<string> Pods, string Evidence)
{
    /// <summary>More Pods are not named.</summary>
    public const int MostPods = 20;
}
