using Kubespy.ControlPlane.Api;

namespace Kubespy.ControlPlane.Requests;

/// <summary>The resource that a path names: <c>/apis/apps/v1/namespaces/default/deployments/nginx/scale</c>.</summary>
public sealed record RequestPath(Resource Resource, string ApiVersion, string Namespace, string Name, string Subresource)
{
    public bool IsCollection => Name.Length == 0;

    /// <summary>Null where the server knows no such group, version or resource.</summary>
    public static RequestPath? Parse(string path)
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
            ["namespaces", var ns, var plural] when plural is not ("status" or "finalize") => Of(apiVersion, plural, ns, "", ""),
            ["namespaces", var ns, var plural, var name] => Of(apiVersion, plural, ns, name, ""),
            ["namespaces", var ns, var plural, var name, var subresource] => Of(apiVersion, plural, ns, name, subresource),
            [var plural] => Of(apiVersion, plural, "", "", ""),
            [var plural, var name] => Of(apiVersion, plural, "", name, ""),
            [var plural, var name, var subresource] => Of(apiVersion, plural, "", name, subresource),
            _ => null,
        };
    }

    private static RequestPath? Of(string apiVersion, string plural, string ns, string name, string subresource)
    {
        var resource = Resources.All.FirstOrDefault(r => r.Plural == plural && ServedAs(r, apiVersion));
        if (resource is null || (subresource.Length > 0 && !resource.Subresources.Contains(subresource)))
        {
            return null;
        }

        if (resource.IsNamespaced ? ns.Length == 0 && name.Length > 0 : ns.Length > 0)
        {
            return null;
        }

        return new RequestPath(resource, apiVersion, ns, Uri.UnescapeDataString(name), subresource);
    }

    /// <summary>Events are stored once and served by two groups.</summary>
    private static bool ServedAs(Resource resource, string apiVersion) =>
        resource.ApiVersion == apiVersion || (resource == Resources.Events && apiVersion == EventConversion.NewApiVersion);
}
