using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Requests;
using Kubespy.Core.Values;
using Kubespy.Testing.Requests;

namespace Kubespy.Testing.Faults;

/// <summary>The Status that goes with a code, as the API server words it (apimachinery/pkg/api/errors).</summary>
internal static class Refusals
{
    private const int MostBytes = 3 * 1024 * 1024;

    /// <summary>A body over 3 MiB is refused, fault or no fault (apiserver/pkg/server/config.go, MaxRequestBodyBytes).</summary>
    public static ApiStatus? TooLarge(ApiRequest request) =>
        request.Body.Length > MostBytes ? new ApiStatus(413, "RequestEntityTooLarge", $"Request entity is too large: limit is {MostBytes}") : null;

    /// <summary>A token that the cluster did not issue, or that is no good any more.</summary>
    public static ApiStatus? Unknown(ApiRequest request) => request.User.Name.Length == 0 ? new ApiStatus(401, "Unauthorized", "Unauthorized") : null;

    public static RequestFailure Of(int code, RequestInfo request)
    {
        var what = request.Group.Length == 0 ? request.Resource : $"{request.Resource}.{request.Group}";
        var details = new MapBuilder()
            .Set("name", request.Name.Length == 0 ? null : StringValue.Of(request.Name))
            .Set("group", request.Group.Length == 0 ? null : StringValue.Of(request.Group))
            .Set("kind", request.Resource)
            .ToMap();
        return code switch
        {
            403 => Failure("Forbidden", $"{what} \"{request.Name}\" is forbidden: a fault that the test asked for"),
            404 => Failure("NotFound", $"{what} \"{request.Name}\" not found"),
            409 when request.Verb == "create" => Failure("AlreadyExists", $"{what} \"{request.Name}\" already exists"),
            409 => Failure(
                "Conflict",
                $"Operation cannot be fulfilled on {what} \"{request.Name}\": the object has been modified; please apply your changes to the latest version and try again"),
            410 => Failure("Expired", "The provided continue parameter is too old to display a consistent list result."),
            429 => Failure("TooManyRequests", "The apiserver is overloaded and cannot process this request; please try again later") with { RetryAfter = TimeSpan.FromSeconds(1) },
            500 => Failure("InternalError", "Internal error occurred: a fault that the test asked for"),
            503 => Failure("ServiceUnavailable", "the server is currently unable to handle the request"),
            504 => Failure("Timeout", "Timeout: request did not complete within the allotted timeout"),
            _ => Failure("", $"the server answered with {code}: a fault that the test asked for"),
        };

        RequestFailure Failure(string reason, string message) => new(new ApiStatus(code, reason, message, details));
    }
}
