using Kubespy.Core.Values;

namespace Kubespy.Core.Changes;

/// <summary>
/// By what the items of a list are told apart. For Kubernetes' own lists the merge keys of its types (<c>patchMergeKey</c>, <c>listMapKey</c>) by the name
/// of the field; for others, such as those of custom resources, the first usual key that is there and unique.
/// </summary>
internal static class ListKeys
{
    /// <summary>Alternatives by field name, best first; the first key of each must be there, the others may be missing.</summary>
    private static readonly Dictionary<string, string[][]> Known = new(StringComparer.Ordinal)
    {
        ["conditions"] = [["type"]],
        ["ports"] = [["containerPort", "protocol"], ["port", "protocol"], ["name"]],
        ["ownerReferences"] = [["uid"]],
        ["managedFields"] = [["manager", "operation", "subresource"], ["manager", "operation", "subresource", "apiVersion"]],
        ["volumeMounts"] = [["mountPath"]],
        ["volumeDevices"] = [["devicePath"]],
        ["taints"] = [["key", "effect"]],
        ["tolerations"] = [["key", "effect"], ["key", "operator", "value", "effect"]],
        ["topologySpreadConstraints"] = [["topologyKey", "whenUnsatisfiable"]],
        ["addresses"] = [["type"], ["type", "address"]],
        ["endpoints"] = [["targetRef.uid"]],
        ["rules"] = [["host"]],
        ["ingress"] = [["ip"], ["hostname"]],
        ["subjects"] = [["kind", "namespace", "name"]],
    };

    private static readonly string[][] Usual = [["name"], ["type"], ["key"], ["uid"], ["id"], ["ip"]];

    /// <summary>Lists of scalars whose order says nothing.</summary>
    private static readonly HashSet<string> Sets = new(StringComparer.Ordinal)
    {
        "finalizers", "accessModes", "podCIDRs", "volumesInUse", "loadBalancerSourceRanges", "externalIPs", "groups", "verbs", "apiGroups", "resources",
        "resourceNames", "categories", "shortNames", "storedVersions", "policyTypes", "drop",
    };

    /// <summary>Lists with keys whose order says something.</summary>
    private static readonly HashSet<string> Ordered = new(StringComparer.Ordinal) { "initContainers", "containers", "env" };

    public static bool IsSet(string field) => Sets.Contains(field);

    public static bool IsOrdered(string field) => Ordered.Contains(field);

    /// <summary>The keys that tell the items of both lists apart; null where there are none.</summary>
    public static string[]? Of(string field, ListValue old, ListValue @new)
    {
        if (old.Concat(@new).Any(i => i is not MapValue))
        {
            return null;
        }

        return (Known.GetValueOrDefault(field) ?? []).Concat(Usual).FirstOrDefault(keys => Identify(keys, old) && Identify(keys, @new));
    }

    /// <summary>The key fields of an item, those that it has.</summary>
    public static MapValue KeyOf(string[] keys, Value item)
    {
        var key = new MapBuilder();
        foreach (var name in keys)
        {
            key.Set(name, item.At(name.Split('.')));
        }

        return key.ToMap();
    }

    private static bool Identify(string[] keys, ListValue items)
    {
        var seen = new HashSet<Value>();
        return items.All(i => i.At(keys[0].Split('.')) is StringValue or NumberValue && seen.Add(KeyOf(keys, i)));
    }
}
