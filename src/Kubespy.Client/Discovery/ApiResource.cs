using Kubespy.Core.Objects;

namespace Kubespy.Client.Discovery;

/// <summary>One resource as one version of its group serves it: what discovery tells of it, subresources left out.</summary>
public sealed record ApiResource(GroupVersionResource Resource, string Kind)
{
    /// <summary>The kind in lower case where discovery does not say.</summary>
    public string Singular { get; init; } = Kind.ToLowerInvariant();

    public bool IsNamespaced { get; init; }

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = [];

    public string Group => Resource.Group;

    public string Version => Resource.Version;

    public string Plural => Resource.Resource;

    public GroupVersionKind Gvk => new(Group, Version, Kind);

    /// <summary>Lists and watches are served: the least that kubespy needs to follow it.</summary>
    public bool CanBeWatched => Verbs.Contains("list") && Verbs.Contains("watch");

    /// <summary>Every name that it goes by, its group aside.</summary>
    public IEnumerable<string> Names => [Singular, Plural, Kind, .. ShortNames];

    internal bool IsCalled(string name) =>
        name.Equals(Plural, StringComparison.OrdinalIgnoreCase)
        || name.Equals(Singular, StringComparison.OrdinalIgnoreCase)
        || name.Equals(Kind, StringComparison.OrdinalIgnoreCase);

    internal bool IsShortlyCalled(string name) => ShortNames.Contains(name, StringComparer.OrdinalIgnoreCase);
}
