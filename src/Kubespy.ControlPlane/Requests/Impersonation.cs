using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Authorization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>As whom somebody wants to act (the headers Impersonate-User, -Group, -Uid and -Extra-*): <c>kubectl --as jane --as-group dev</c>.</summary>
public sealed record Impersonation(string User, IReadOnlyList<string> Groups)
{
    private const string ExtraHeader = "Impersonate-Extra-";

    public string Uid { get; init; } = "";

    public IReadOnlyList<(string Key, string Value)> Extra { get; init; } = [];

    /// <summary>Null where a request has no such header.</summary>
    public static Impersonation? Read(IEnumerable<(string Name, string Value)> headers)
    {
        var (user, uid, groups, extra) = ("", "", new List<string>(), new List<(string, string)>());
        foreach (var (name, value) in headers)
        {
            switch (name.ToUpperInvariant())
            {
                case "IMPERSONATE-USER":
                    user = value;
                    break;
                case "IMPERSONATE-UID":
                    uid = value;
                    break;
                case "IMPERSONATE-GROUP":
                    groups.Add(value);
                    break;
                case var upper when upper.StartsWith("IMPERSONATE-EXTRA-", StringComparison.Ordinal):
#pragma warning disable CA1308 // Keys are in lower case.
                    extra.Add((Uri.UnescapeDataString(name[ExtraHeader.Length..].ToLowerInvariant()), value));
#pragma warning restore CA1308
                    break;
            }
        }

        return user.Length + uid.Length + groups.Count + extra.Count == 0 ? null : new Impersonation(user, groups) { Uid = uid, Extra = extra };
    }

    /// <summary>The request as the one who is impersonated makes it (apiserver/pkg/endpoints/filters/impersonation).</summary>
    /// <exception cref="ApiException">400: nobody is named. 403: the user may not act as another.</exception>
    public static ApiRequest Resolve(ApiRequest request, RbacAuthorizer authorizer)
    {
        if (request.Impersonate is not { } wanted)
        {
            return request;
        }

        if (wanted.User.Length == 0)
        {
            throw new ApiException(ApiStatus.BadRequest("requested groups, uid or extra without impersonating a user"));
        }

        var account = UserInfo.ServiceAccountOf(wanted.User);
        var access = new AccessAttributes(request.User, "impersonate");
        authorizer.Check(account is var (ns, name)
            ? access with { Resource = "serviceaccounts", Namespace = ns, Name = name }
            : access with { Resource = "users", Name = wanted.User });
        foreach (var group in wanted.Groups)
        {
            authorizer.Check(access with { Resource = "groups", Name = group });
        }

        foreach (var (key, value) in wanted.Extra)
        {
            authorizer.Check(access with { Group = "authentication.k8s.io", Resource = "userextras", Subresource = key, Name = value });
        }

        if (wanted.Uid.Length > 0)
        {
            authorizer.Check(access with { Group = "authentication.k8s.io", Resource = "uids", Name = wanted.Uid });
        }

        return request with { User = wanted.ToUser(account?.Namespace), Impersonate = null };
    }

    private UserInfo ToUser(string? ns)
    {
        List<string> groups = [.. Groups.Count == 0 && ns is not null ? UserInfo.GroupsOfServiceAccounts(ns) : Groups];
        var everybody = User == UserInfo.Anonymous ? UserInfo.Unauthenticated : UserInfo.Authenticated;
        if (!groups.Contains(everybody) && !groups.Contains(UserInfo.Unauthenticated))
        {
            groups.Add(everybody);
        }

        var extra = Extra.GroupBy(e => e.Key, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key, (Value)ListValue.Of(g.Select(e => (Value)e.Value))));
        return new UserInfo(User, groups) { Uid = Uid, Extra = MapValue.Of(extra) };
    }
}
