using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Authorization;

/// <summary>Who asks (authentication.k8s.io, UserInfo): a name, groups, and what else is known.</summary>
public sealed record UserInfo(string Name, IReadOnlyList<string> Groups)
{
    public const string Masters = "system:masters";
    public const string Authenticated = "system:authenticated";
    public const string Unauthenticated = "system:unauthenticated";
    public const string Anonymous = "system:anonymous";

    private const string ServiceAccountPrefix = "system:serviceaccount:";

    /// <summary>Whoever holds the cluster's token: everything is allowed.</summary>
    public static UserInfo Administrator { get; } = new("kubernetes-admin", [Masters, Authenticated]);

    /// <summary>Who could not be told.</summary>
    public static UserInfo Nobody { get; } = new("", []);

    public string Uid { get; init; } = "";

    /// <summary>Lists of texts by their keys; a token's identity, what was impersonated with it.</summary>
    public MapValue Extra { get; init; } = MapValue.Empty;

    public bool IsAdministrator => Groups.Contains(Masters);

    public static UserInfo OfServiceAccount(string ns, string name) => new($"{ServiceAccountPrefix}{ns}:{name}", [.. GroupsOfServiceAccounts(ns), Authenticated]);

    /// <summary>The groups of a namespace's ServiceAccounts, but for those that every user is in.</summary>
    public static string[] GroupsOfServiceAccounts(string ns) => ["system:serviceaccounts", $"system:serviceaccounts:{ns}"];

    /// <summary>The ServiceAccount that goes by that name; null where it is another user's.</summary>
    public static (string Namespace, string Name)? ServiceAccountOf(string user) =>
        user.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal) && user[ServiceAccountPrefix.Length..].Split(':') is [{ Length: > 0 } ns, { Length: > 0 } name]
            ? (ns, name)
            : null;

    public MapValue ToValue() => new MapBuilder()
        .Set("username", Name)
        .Set("uid", Uid.Length == 0 ? null : StringValue.Of(Uid))
        .Set("groups", Groups.Count == 0 ? null : ListValue.Of(Groups.Select(g => (Value)g)))
        .Set("extra", Extra.Count == 0 ? null : Extra)
        .ToMap();
}
