using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Authorization;
using Kubespy.ControlPlane.Requests;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Server;

/// <summary>A request as an audit log tells it: audit.k8s.io/v1 Event, level Metadata (apiserver/pkg/apis/audit/v1).</summary>
internal static class AuditEvent
{
    public const string ResponseStarted = nameof(ResponseStarted);
    public const string ResponseComplete = nameof(ResponseComplete);

    /// <param name="id">The same for all stages of a request.</param>
    /// <param name="stage">How far it has come.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="uri">The path and the query, as they came.</param>
    /// <param name="address">Who asked.</param>
    /// <param name="code">The answer's code.</param>
    /// <param name="received">When it came, by the cluster's clock.</param>
    /// <param name="now">When the stage was reached.</param>
    /// <param name="served">What there is to be asked for.</param>
    public static MapValue Of(
        string id, string stage, ApiRequest request, string uri, string address, int code, DateTimeOffset received, DateTimeOffset now, ServedResources served)
    {
        var path = RequestPath.Parse(request.Path, served);
        return new MapBuilder()
            .Set("kind", "Event")
            .Set("apiVersion", "audit.k8s.io/v1")
            .Set("level", "Metadata")
            .Set("auditID", id)
            .Set("stage", stage)
            .Set("requestURI", uri)
            .Set("verb", VerbOf(request, path))
            .Set("user", request.User.Name.Length > 0 ? request.User.ToValue() : MapValue.Empty)
            .Set("impersonatedUser", request.Impersonate is { } other
                ? new UserInfo(other.User, other.Groups) { Uid = other.Uid }.ToValue()
                : null)
            .Set("sourceIPs", ListValue.Of([address]))
            .Set("userAgent", request.UserAgent.Length == 0 ? null : StringValue.Of(request.UserAgent))
            .Set("objectRef", path is null ? null : ReferenceOf(path))
            .Set("responseStatus", MapValue.Of(("metadata", MapValue.Empty), ("code", code)))
            .Set("requestReceivedTimestamp", Timestamp.FormatMicro(received))
            .Set("stageTimestamp", Timestamp.FormatMicro(now))
            .ToMap();
    }

    /// <summary>The verb of what is asked for: an HTTP method says too little of resources, and all of what is none (apiserver/pkg/endpoints/request/requestinfo.go).</summary>
    private static string VerbOf(ApiRequest request, RequestPath? path) => (request.Method, path) switch
    {
        (var method, null) => method.ToLower(CultureInfo.InvariantCulture),
        ("POST", _) => "create",
        ("PUT", _) => "update",
        ("PATCH", _) => "patch",
        ("DELETE", { IsCollection: true }) => "deletecollection",
        ("DELETE", _) => "delete",
        (_, _) when request.Flag("watch") => "watch",
        (_, { IsCollection: true }) => "list",
        _ => "get",
    };

    private static MapValue ReferenceOf(RequestPath path) => new MapBuilder()
        .Set("resource", path.Resource.Plural)
        .Set("namespace", path.Namespace.Length == 0 ? null : StringValue.Of(path.Namespace))
        .Set("name", path.Name.Length == 0 ? null : StringValue.Of(path.Name))
        .Set("apiGroup", path.Served.Group.Length == 0 ? null : StringValue.Of(path.Served.Group))
        .Set("apiVersion", path.Served.Version)
        .Set("subresource", path.Subresource.Length == 0 ? null : StringValue.Of(path.Subresource))
        .ToMap();
}
