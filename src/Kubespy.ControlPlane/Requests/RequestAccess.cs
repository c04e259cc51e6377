using Kubespy.ControlPlane.Api.Authorization;

namespace Kubespy.ControlPlane.Requests;

/// <summary>What a request wants to do, told by its path alone, whether or not there is such a resource (apiserver/pkg/endpoints/request/requestinfo.go). Pure.</summary>
internal static class RequestAccess
{
    public static AccessAttributes Of(ApiRequest request)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, rest) = parts switch
        {
            ["api", _, .. var after] when after.Length > 0 => ("", after),
            ["apis", var name, _, .. var after] when after.Length > 0 => (name, after),
            _ => ("", []),
        };
        if (rest.Length == 0)
        {
#pragma warning disable CA1308 // Verbs are in lower case.
            return new AccessAttributes(request.User, request.Method.ToLowerInvariant()) { Path = request.Path };
#pragma warning restore CA1308
        }

        var ns = "";
        if (rest is ["namespaces", var given, ..])
        {
            ns = given;
            rest = rest.Length > 2 && rest[2] is not ("status" or "finalize") ? rest[2..] : rest;
        }

        var named = rest.Length > 1 ? Uri.UnescapeDataString(rest[1]) : "";
        var verb = Verb(request, named.Length == 0);
        if (named.Length == 0 && verb is "list" or "watch" or "deletecollection")
        {
            // Who may read one object by its name may list it alone.
            named = (request["fieldSelector"] ?? "").Split(',').Select(t => t.Split('=', StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(t => t is ["metadata.name", _])?[1] ?? "";
        }

        return new AccessAttributes(request.User, verb)
        {
            Group = group,
            Resource = rest[0],
            Namespace = ns,
            Name = named,
            Subresource = rest.Length > 2 ? rest[2] : "",
        };
    }

    private static string Verb(ApiRequest request, bool isCollection) => request.Method switch
    {
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => isCollection ? "deletecollection" : "delete",
        _ when request.Flag("watch") && isCollection => "watch",
        _ => isCollection ? "list" : "get",
    };
}
