using Kubespy.ControlPlane.Api;

namespace Kubespy.ControlPlane.Requests;

/// <summary>The resource that a path names: <c>/apis/apps/v1/namespaces/default/deployments/nginx/scale</c>.</summary>
public sealed record RequestPath(ServedVersion Served, string Namespace, string Name, string Subresource)
{
    public Resource Resource => Served.Resource;

    public string ApiVersion => Served.ApiVersion;

    public bool IsCollection => Name.Length == 0;

    /// <summary>Null where the server knows no such group, version or resource.</summary>
    public static RequestPath? Parse(string path, ServedResources served)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (apiVersion, rest) = parts switch
        {
            ["api", var version, .. var after] => (version, after),
            ["apis", var group, var version, .. var after] => ($"{group}/{version}", after),
            _ => ("", []),
        };
        return apiVersion.Length == 0 ? null : rest switch
        {
            ["namespaces", var ns, var plural] when plural is not ("status" or "finalize") => Of(plural, ns, "", ""),
            ["namespaces", var ns, var plural, var name] => Of(plural, ns, name, ""),
            ["namespaces", var ns, var plural, var name, var subresource] => Of(plural, ns, name, subresource),
            [var plural] => Of(plural, "", "", ""),
            [var plural, var name] => Of(plural, "", name, ""),
            [var plural, var name, var subresource] => Of(plural, "", name, subresource),
            _ => null,
        };

        RequestPath? Of(string plural, string ns, string name, string subresource) => served.Find(apiVersion, plural) switch
        {
            null => null,
            var found when subresource.Length > 0 && !found.Resource.Subresources.Contains(subresource) => null,
            var found when (found.Resource.IsNamespaced ? ns.Length == 0 && name.Length > 0 : ns.Length > 0) => null,
            var found => new RequestPath(found, ns, Uri.UnescapeDataString(name), subresource),
        };
    }
}
