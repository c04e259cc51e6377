namespace Kubespy.ControlPlane.Api.Authorization;

/// <summary>What somebody wants to do (apiserver/pkg/authorization/authorizer, Attributes): a verb on a resource, or on a path that is none.</summary>
public sealed record AccessAttributes(UserInfo User, string Verb)
{
    public string Group { get; init; } = "";

    /// <summary>The plural; empty where a path is meant.</summary>
    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    /// <summary>Empty at the cluster scope.</summary>
    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string Path { get; init; } = "";

    public bool IsResource => Path.Length == 0;

    /// <summary>How rules name it: <c>pods</c>, <c>pods/log</c>.</summary>
    public string CombinedResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";
}
