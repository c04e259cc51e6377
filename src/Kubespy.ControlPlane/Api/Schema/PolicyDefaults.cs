using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Api.Schema.ObjectDefaults;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>The defaults of what bounds others (pkg/apis/{core,networking,rbac}/v1/defaults.go).</summary>
internal static class PolicyDefaults
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    /// <summary>A container's default limit is the maximum, its default request the default limit or else the minimum.</summary>
    public static MapValue LimitRangeItem(MapValue item)
    {
        if (item["type"]?.AsString() != "Container")
        {
            return item;
        }

        var limits = Fill(item.MapAt("default"), item.MapAt("max"));
        var requests = Fill(Fill(item.MapAt("defaultRequest"), limits), item.MapAt("min"));
        return item.With("default", limits).With("defaultRequest", requests);
    }

    public static MapValue NetworkPolicySpec(MapValue spec)
    {
        var result = spec.ListAt("policyTypes").Count > 0
            ? spec
            : spec.With("policyTypes", ListValue.Of(spec.ListAt("egress").Count > 0 ? ["Ingress", "Egress"] : ["Ingress"]));
        result = UpdateItems(result, "ingress", rule => UpdateItems(rule, "ports", port => Default(port, "protocol", "TCP")));
        return UpdateItems(result, "egress", rule => UpdateItems(rule, "ports", port => Default(port, "protocol", "TCP")));
    }

    public static MapValue Binding(MapValue root)
    {
        var result = UpdateIfSet(root, "roleRef", role => Default(role, "apiGroup", RbacGroup));
        return UpdateItems(result, "subjects", subject =>
            subject["kind"]?.AsString() is "User" or "Group" ? Default(subject, "apiGroup", RbacGroup) : subject);
    }

#pragma warning disable CA1308 // The singular is the kind in lower case.
    public static MapValue DefinitionSpec(MapValue spec)
    {
        var result = Update(spec, "names", names =>
        {
            var kind = names.StringAt("kind") ?? "";
            return Default(Default(names, "singular", kind.ToLowerInvariant()), "listKind", kind.Length == 0 ? "" : kind + "List");
        });
        return Update(result, "conversion", conversion => Default(conversion, "strategy", "None"));
    }
#pragma warning restore CA1308

    private static MapValue Fill(MapValue? target, MapValue? source)
    {
        var result = target ?? MapValue.Empty;
        foreach (var (name, value) in source ?? MapValue.Empty)
        {
            result = Default(result, name, value);
        }

        return result;
    }
}
