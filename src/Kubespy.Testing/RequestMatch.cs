using Kubespy.Testing.Requests;

namespace Kubespy.Testing;

/// <summary>
/// Which requests a fault is for, in the words of Kubernetes' audit log and roles. What is null is any.
/// <c>new RequestMatch("update", "configmaps") { Namespace = "default" }</c>
/// </summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete or deletecollection.</param>
/// <param name="Resource">A resource's plural, its group behind it where it has to be told apart: <c>configmaps</c>, <c>widgets.example.com</c>.</param>
public sealed record RequestMatch(string? Verb = null, string? Resource = null)
{
    /// <summary>Every request.</summary>
    public static RequestMatch Any { get; } = new();

    /// <summary>The object's namespace; null is any.</summary>
    public string? Namespace { get; init; }

    /// <summary>The object's name, as the path has it: creates have none. Null is any.</summary>
    public string? Name { get; init; }

    /// <summary>status, scale, log, …; an empty text for the object itself. Null is any.</summary>
    public string? Subresource { get; init; }

    /// <summary>Whose requests: the name given to <see cref="TestCluster.CreateHandler"/> or <see cref="TestCluster.RunController"/>. Null is anybody's.</summary>
    public string? Client { get; init; }

    internal bool Matches(RequestInfo request) =>
        (Verb is null || Verb == request.Verb)
        && (Resource is null || Resource == request.Resource || Resource == $"{request.Resource}.{request.Group}")
        && (Namespace is null || Namespace == request.Namespace)
        && (Name is null || Name == request.Name)
        && (Subresource is null || Subresource == request.Subresource)
        && (Client is null || Client == request.Client);
}
