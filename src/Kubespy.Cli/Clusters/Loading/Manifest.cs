using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Clusters.Loading;

/// <summary>An object of a manifest, and where it was found: <c>app.yaml, document 2</c>.</summary>
internal sealed record Manifest(string Where, KubeObject Object)
{
    /// <summary>What others need comes before them: namespaces, definitions, what Pods refer to, Services, and then all else in its own order.</summary>
    public int Rank => Object.Kind switch
    {
        "Namespace" => 0,
        "CustomResourceDefinition" => 1,
        "PriorityClass" or "StorageClass" or "ServiceAccount" or "ConfigMap" or "Secret" or "LimitRange" or "ResourceQuota"
            or "PersistentVolume" or "PersistentVolumeClaim" or "Role" or "ClusterRole" or "RoleBinding" or "ClusterRoleBinding" => 2,
        "Service" => 3,
        _ => 4,
    };

    public override string ToString() => $"{Where} ({Object.Kind} {Object.Name})";

    /// <summary>The objects of a document, which may be a list of them.</summary>
    /// <exception cref="FormatException">It is no object.</exception>
    public static IEnumerable<Manifest> Of(string where, Value document)
    {
        if (document.StringAt("kind") is { } list && list.EndsWith("List", StringComparison.Ordinal) && document["items"] is ListValue items)
        {
            return items.SelectMany((item, i) => Of($"{where}, item {i + 1}", item));
        }

        return document is MapValue map && map.StringAt("apiVersion") is { Length: > 0 } && map.StringAt("kind") is { Length: > 0 } && map.StringAt("metadata", "name") is { Length: > 0 }
            ? [new Manifest(where, new KubeObject(map))]
            : throw new FormatException($"{where}: it needs apiVersion, kind and metadata.name");
    }
}
