using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>Nothing is created in a namespace that is not there, or that is going; some are never deleted (apiserver/pkg/admission/plugin/namespace/lifecycle).</summary>
internal static class NamespaceLifecycle
{
    /// <summary>Those that a cluster cannot do without are not deleted.</summary>
    /// <exception cref="ApiException">403.</exception>
    public static void CheckDeletion(Resource resource, string name)
    {
        if (resource == Resources.Namespaces && name is "default" or "kube-system" or "kube-public")
        {
            throw new ApiException(ApiStatus.Forbidden(resource, name, "this namespace may not be deleted"));
        }
    }

    /// <exception cref="ApiException">404 or 403.</exception>
    public static void Check(Store store, Resource resource, KubeObject obj)
    {
        var name = obj.Namespace;
        var ns = store.Find(Resources.Namespaces, new ObjectKey("", name))
            ?? throw new ApiException(ApiStatus.NotFound(Resources.Namespaces, name));
        if (!ns.IsBeingDeleted)
        {
            return;
        }

        var refused = obj.Name.Length > 0 ? obj.Name : obj.Metadata.StringAt("generateName") ?? "Unknown";
        var status = ApiStatus.Forbidden(resource, refused, $"unable to create new content in namespace {name} because it is being terminated");
        throw new ApiException(status with
        {
            Details = status.Details!.With("causes", ListValue.Of([MapValue.Of(
                ("reason", "NamespaceTerminating"), ("message", $"namespace {name} is being terminated"), ("field", "metadata.namespace"))])),
        });
    }
}
