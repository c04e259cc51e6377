namespace Kubespy.Core.Findings;

/// <summary>A rule that recognises one cause. Pure; it has a page of its name in docs/causes.</summary>
public interface ICause
{
    /// <summary>The name of its page: <c>image-pull</c>.</summary>
    string Id { get; }

    /// <summary>What it recognises; one finding for each that is hit, merged later where the summaries are equal.</summary>
    IEnumerable<Finding> Find(Situation situation);
}
