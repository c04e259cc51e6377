using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>Nothing is created in a namespace that is not there, or that is going (apiserver/pkg/admission/plugin/namespace/lifecycle).</summary>
internal static class NamespaceLifecycle
{
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
