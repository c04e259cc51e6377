namespace Kubespy.Client.Discovery;

/// <summary>
/// What a cluster serves, in the order in which kubectl prefers it (client-go, restmapper/discovery.go): the core group, then the groups as the
/// server ranks them, of each the preferred version first.
/// </summary>
/// <param name="All">Every resource of every version, subresources left out.</param>
/// <param name="Failed">The groups and versions that did not answer, such as <c>metrics.k8s.io/v1beta1</c>: their kinds are hidden.</param>
public sealed record ServedResources(IReadOnlyList<ApiResource> All, IReadOnlyList<string> Failed);
