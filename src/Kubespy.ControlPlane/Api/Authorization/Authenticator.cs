using System.Security.Cryptography;
using System.Text;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Authorization;

/// <summary>
/// Tells users by their bearer tokens: the cluster's own, and those of ServiceAccounts, which it issues (pkg/serviceaccount). These are JSON Web Tokens
/// under a key that follows from the cluster's token: they hold as long as that does, and none is kept.
/// </summary>
/// <param name="store">Where the ServiceAccounts are. Of any thread.</param>
/// <param name="now">The cluster's time, by which tokens expire.</param>
/// <param name="token">The cluster's own; empty where nobody comes in by a token.</param>
public sealed class Authenticator(Store store, Func<DateTimeOffset> now, string token)
{
    /// <summary>The API server itself, to which tokens are good by default; also their issuer.</summary>
    public const string Audience = "https://kubernetes.default.svc.cluster.local";

    private const string CredentialId = "authentication.kubernetes.io/credential-id";

    private static readonly Resource[] BoundTo = [Resources.Pods, Resources.Secrets, Resources.Nodes];

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);
    private readonly byte[] _key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "kubespy ServiceAccount tokens"u8);

    /// <summary>The user; null where the token is no good to the API server.</summary>
    public UserInfo? Authenticate(string bearer) => Examine(bearer, [Audience]).User;

    /// <summary>The user and the audiences that the token is good to, among those that are wanted; or what is wrong with it.</summary>
    public (UserInfo? User, IReadOnlyList<string> Audiences, string Error) Examine(string bearer, IReadOnlyList<string> wanted)
    {
        if (token.Length > 0 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(bearer), _token))
        {
            return (UserInfo.Administrator, wanted, "");
        }

        if (SignedTokens.Read(bearer, _key) is not { } claims)
        {
            return (null, [], "invalid bearer token");
        }

        var audiences = claims.ListAt("aud").Select(a => a.AsString()!).Intersect(wanted).ToArray();
        if (audiences.Length == 0)
        {
            return (null, [], $"token audiences {claims.ListAt("aud")} is invalid for the target audiences [{string.Join(", ", wanted.Select(w => $"\"{w}\""))}]");
        }

        var account = claims.MapAt("kubernetes.io");
        if (now().ToUnixTimeSeconds() > claims.Int64At("exp"))
        {
            return (null, [], "service account token has expired");
        }

        var (ns, name, uid) = (account.StringAt("namespace") ?? "", account.StringAt("serviceaccount", "name") ?? "", account.StringAt("serviceaccount", "uid") ?? "");
        if (store.Find(Resources.ServiceAccounts, new ObjectKey(ns, name))?.Uid != uid || !BoundTo.All(r => IsThere(r, account, ns)))
        {
            return (null, [], "service account token has been invalidated");
        }

        var extra = new MapBuilder().Set(CredentialId, ListValue.Of([$"JTI={claims.StringAt("jti")}"]));
        foreach (var of in (ReadOnlySpan<string>)["node", "pod"])
        {
            if (account.MapAt(of) is { } bound)
            {
                extra.Set($"authentication.kubernetes.io/{of}-name", ListValue.Of([bound["name"]!])).Set($"authentication.kubernetes.io/{of}-uid", ListValue.Of([bound["uid"]!]));
            }
        }

        return (UserInfo.OfServiceAccount(ns, name) with { Uid = uid, Extra = extra.ToMap() }, audiences, "");
    }

    /// <summary>A token of a ServiceAccount, and when it expires.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="audiences">To whom it is good.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="bound">What it is bound to (its kind in lower case, its name and uid): it is no good once that is gone. Null where it is bound to nothing.</param>
    public (string Token, DateTimeOffset Expires) Issue(KubeObject account, ListValue audiences, long seconds, (string Kind, KubeObject Object)? bound)
    {
        var issued = now().ToUnixTimeSeconds();
        var claims = new MapBuilder()
            .Set("aud", audiences)
            .Set("exp", issued + seconds)
            .Set("iat", issued)
            .Set("iss", Audience)
            .Set("kubernetes.io", new MapBuilder()
                .Set("namespace", account.Namespace)
                .Set(bound?.Kind ?? "", bound is var (_, to) ? Reference(to) : null)
                .Set("serviceaccount", Reference(account))
                .ToMap())
            .Set("nbf", issued)
            .Set("sub", $"system:serviceaccount:{account.Namespace}:{account.Name}")
            .ToMap();
        // Nothing is drawn for it: the same request within a second gets the same token.
        var id = new Guid(SHA256.HashData(ValueWriter.Write(claims)).AsSpan(0, 16)).ToString();
        return (SignedTokens.Write(claims.With("jti", id), _key), DateTimeOffset.FromUnixTimeSeconds(issued + seconds));
    }

#pragma warning disable CA1308 // Claims are in lower case.
    private bool IsThere(Resource resource, MapValue? account, string ns) =>
        account.MapAt(resource.Kind.ToLowerInvariant()) is not { } bound
        || store.Find(resource, new ObjectKey(resource.IsNamespaced ? ns : "", bound.StringAt("name") ?? ""))?.Uid == bound.StringAt("uid");
#pragma warning restore CA1308

    private static MapValue Reference(KubeObject obj) => MapValue.Of(("name", obj.Name), ("uid", obj.Uid));
}
