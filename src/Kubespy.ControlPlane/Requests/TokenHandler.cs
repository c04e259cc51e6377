using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Authorization;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Api.Validation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>
/// Issues tokens of a ServiceAccount (POST serviceaccounts/NAME/token; pkg/registry/core/serviceaccount/storage/token.go): <c>kubectl create token NAME</c>.
/// </summary>
internal sealed class TokenHandler(ApiServer api, Authenticator authenticator, IClusterGate gate)
{
    private const long DefaultSeconds = 3600;
    private const long LeastSeconds = 600;
    private const long MostSeconds = 1L << 32;

    /// <exception cref="ApiException">There is no such ServiceAccount, or the token is bound to what is not there, or it would not hold long enough.</exception>
    public KubeObject Issue(RequestPath path, ApiRequest request)
    {
        var schema = Schemas.Of("authentication/v1.TokenRequest");
        var validation = WriteOptions.Check(request, "CreateOptions");
        var given = ObjectDecoder.Decode(request.Body, request.ContentType, "authentication.k8s.io/v1", "TokenRequest", schema, validation).Root;
        var account = api.Get(path.Resource, WriteHandler.KeyOf(path));
        var audiences = given.ListAt("spec", "audiences") is { Count: > 0 } named ? named : ListValue.Of([Authenticator.Audience]);
        var seconds = given.Int64At("spec", "expirationSeconds") ?? DefaultSeconds;
        Check(path, given, seconds);
        var (token, expires) = authenticator.Issue(account, audiences, seconds, BoundObject(given.MapAt("spec", "boundObjectRef"), account));
        return WritePipeline.Canonical(
            MapValue.Of(
                ("kind", "TokenRequest"),
                ("apiVersion", "authentication.k8s.io/v1"),
                ("metadata", MapValue.Of(
                    ("name", account.Name), ("namespace", account.Namespace), ("uid", account.Uid), ("creationTimestamp", Timestamp.Format(gate.Now)))),
                ("spec", (given.MapAt("spec") ?? MapValue.Empty).With("audiences", audiences).With("expirationSeconds", seconds)),
                ("status", MapValue.Of(("token", token), ("expirationTimestamp", Timestamp.Format(expires))))),
            schema);
    }

    private static void Check(RequestPath path, MapValue given, long seconds)
    {
        foreach (var (field, wanted) in (ReadOnlySpan<(string, string)>)[("name", path.Name), ("namespace", path.Namespace)])
        {
            if (given.StringAt("metadata", field) is { Length: > 0 } named && named != wanted)
            {
                throw Refusal(FieldError.Invalid($"metadata.{field}", named, $"must match the service account {field} if specified"));
            }
        }

        const string at = "spec.expirationSeconds";
        if (seconds < LeastSeconds)
        {
            throw Refusal(FieldError.Invalid(at, seconds, "may not specify a duration less than 10 minutes"));
        }

        if (seconds > MostSeconds)
        {
            throw Refusal(FieldError.Invalid(at, seconds, "may not specify a duration larger than 2^32 seconds"));
        }
    }

    private (string Kind, KubeObject Object)? BoundObject(MapValue? reference, KubeObject account)
    {
        if (reference is null)
        {
            return null;
        }

        var (kind, name) = (reference.StringAt("kind") ?? "", reference.StringAt("name") ?? "");
        var bound = (reference.StringAt("apiVersion"), kind) switch
        {
            ("v1", "Pod") => api.Get(Resources.Pods, new ObjectKey(account.Namespace, name)),
            ("v1", "Secret") => api.Get(Resources.Secrets, new ObjectKey(account.Namespace, name)),
            ("v1", "Node") => api.Get(Resources.Nodes, new ObjectKey("", name)),
            var (version, _) => throw new ApiException(ApiStatus.BadRequest($"cannot bind token to object of type {version}, Kind={kind}")),
        };
        if (kind == "Pod" && bound.Root.StringAt("spec", "serviceAccountName") != account.Name)
        {
            throw new ApiException(ApiStatus.BadRequest($"cannot bind token for serviceaccount \"{account.Name}\" to pod running with different serviceaccount name."));
        }

        if (reference.StringAt("uid") is { Length: > 0 } uid && uid != bound.Uid)
        {
            throw new ApiException(ApiStatus.Conflict(
                kind, name,
                $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated",
                MapValue.Of(("name", name), ("kind", kind))));
        }

#pragma warning disable CA1308 // Claims are in lower case.
        return (kind.ToLowerInvariant(), bound);
#pragma warning restore CA1308
    }

    private static ApiException Refusal(FieldError error) => ObjectValidation.Refusal("TokenRequest", "authentication.k8s.io", "", [error]);
}
