using Kubespy.ControlPlane.Requests;

namespace Kubespy.Testing.Requests;

/// <summary>What a request asks for (apiserver/pkg/endpoints/request.RequestInfo).</summary>
internal sealed record RequestInfo(string Client, string Verb, string Group, string Resource, string Namespace, string Name, string Subresource)
{
    public override string ToString()
    {
        var what = Group.Length == 0 ? Resource : $"{Resource}.{Group}";
        var which = (Namespace, Name) switch
        {
            ("", "") => "",
            ("", var name) => " " + name,
            (var ns, "") => " in " + ns,
            var (ns, name) => $" {ns}/{name}",
        };
        return $"{Verb} {what}{(Subresource.Length == 0 ? "" : "/" + Subresource)}{which} of {(Client.Length == 0 ? "a client" : Client)}";
    }

    public static RequestInfo Of(string client, ApiRequest request)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, rest) = parts switch
        {
            ["api", _, .. var after] => ("", after),
            ["apis", var name, _, .. var after] => (name, after),
            _ => ("", []),
        };
        var (ns, plural, named, subresource) = rest switch
        {
            ["namespaces", var space, "status" or "finalize"] => ("", "namespaces", space, rest[2]),
            ["namespaces", var space, var resource] => (space, resource, "", ""),
            ["namespaces", var space, var resource, var name] => (space, resource, name, ""),
            ["namespaces", var space, var resource, var name, var part] => (space, resource, name, part),
            [var resource] => ("", resource, "", ""),
            [var resource, var name] => ("", resource, name, ""),
            [var resource, var name, var part] => ("", resource, name, part),
            _ => ("", "", "", ""),
        };
        var verb = request.Method switch
        {
            "GET" when plural.Length > 0 && request.Flag("watch") => "watch",
            "GET" when plural.Length > 0 && named.Length == 0 => "list",
            "POST" => "create",
            "PUT" => "update",
            "DELETE" when named.Length == 0 => "deletecollection",
            _ => request.Method.ToLowerInvariant(),
        };
        return new RequestInfo(client, verb, group, plural.Length == 0 ? request.Path : plural, ns, Uri.UnescapeDataString(named), subresource);
    }
}
