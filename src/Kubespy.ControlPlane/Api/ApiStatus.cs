using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>A refusal as Kubernetes words it: a metav1.Status of status Failure.</summary>
public sealed record ApiStatus(int Code, string Reason, string Message, MapValue? Details = null)
{
    public static readonly ApiStatus NotServed = new(404, "NotFound", "the server could not find the requested resource", MapValue.Empty);

    public static ApiStatus NotFound(Resource resource, string name) => new(
        404, "NotFound", $"{resource.GroupResource} \"{name}\" not found", DetailsOf(resource.Group, resource.Plural, name));

    public static ApiStatus AlreadyExists(Resource resource, string name) => new(
        409, "AlreadyExists", $"{resource.GroupResource} \"{name}\" already exists", DetailsOf(resource.Group, resource.Plural, name));

    public static ApiStatus Conflict(Resource resource, string name, string why) => new(
        409, "Conflict", $"Operation cannot be fulfilled on {resource.GroupResource} \"{name}\": {why}",
        DetailsOf(resource.Group, resource.Plural, name));

    public static ApiStatus Conflict(string what, string name, string why, MapValue details) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {what} \"{name}\": {why}", details);

    /// <summary>An admission plugin's refusal.</summary>
    public static ApiStatus Forbidden(Resource resource, string name, string why) => new(
        403, "Forbidden", $"{resource.GroupResource} \"{name}\" is forbidden: {why}", DetailsOf(resource.Group, resource.Plural, name));

    public static ApiStatus BadRequest(string message) => new(400, "BadRequest", message);

    public MapValue ToValue() => new MapBuilder()
        .Set("kind", "Status")
        .Set("apiVersion", "v1")
        .Set("metadata", MapValue.Empty)
        .Set("status", "Failure")
        .Set("message", Message)
        .Set("reason", Reason.Length == 0 ? null : StringValue.Of(Reason))
        .Set("details", Details)
        .Set("code", Code)
        .ToMap();

    private static MapValue DetailsOf(string group, string kind, string name) => new MapBuilder()
        .Set("name", name)
        .Set("group", group.Length == 0 ? null : StringValue.Of(group))
        .Set("kind", kind)
        .ToMap();
}
