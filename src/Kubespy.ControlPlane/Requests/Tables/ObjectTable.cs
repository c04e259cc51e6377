using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>Objects as a Table (meta.k8s.io/v1): what <c>kubectl get</c> prints.</summary>
public static class ObjectTable
{
    public static MapValue Of(ServedVersion served, IEnumerable<KubeObject> objects, MapValue metadata, string? includeObject, DateTimeOffset now, bool hasColumns = true)
    {
        var columns = served.Resource.IsCustom ? PrinterColumns.Of(served) : TableColumns.Of(served.Resource);
        if (served.Resource == ComponentResources.FlowSchemas)
        {
            // In the order in which they are asked (printFlowSchemaList in pkg/printers/internalversion).
            objects = objects.OrderBy(o => o.Root.Int64At("spec", "matchingPrecedence")).ThenBy(o => o.Name, StringComparer.Ordinal);
        }

        return MapValue.Of(
            ("kind", "Table"),
            ("apiVersion", "meta.k8s.io/v1"),
            ("metadata", metadata),
            ("columnDefinitions", hasColumns ? ListValue.Of(columns.Select(c => (Value)c.ToValue())) : Value.Null),
            ("rows", ListValue.Of(objects.Select(o => (Value)new MapBuilder()
                .Set("cells", ListValue.Of(columns.Select(c => c.Cell(o, now))))
                .Set("object", includeObject switch { "None" => Value.Null, "Object" => o.Root, _ => PartialMetadata.Of(o) })
                .ToMap()))));
    }
}
