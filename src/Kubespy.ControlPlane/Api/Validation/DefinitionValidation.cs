using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>CustomResourceDefinitions (apiextensions-apiserver/pkg/apis/apiextensions/validation, pkg/apiserver/schema/validation.go).</summary>
internal static class DefinitionValidation
{
    public static IEnumerable<FieldError> Check(KubeObject definition, KubeObject? old)
    {
        var spec = definition.Spec ?? MapValue.Empty;
        var (group, plural) = (spec.StringAt("group") ?? "", spec.StringAt("names", "plural") ?? "");
        var errors = new List<FieldError>();
        if (group.Length == 0)
        {
            errors.Add(FieldError.Required("spec.group"));
        }
        else if (!group.Contains('.', StringComparison.Ordinal))
        {
            errors.Add(FieldError.Invalid("spec.group", group, "should be a domain with at least one dot"));
        }

        if (definition.Name != $"{plural}.{group}")
        {
            errors.Add(FieldError.Invalid("metadata.name", definition.Name, "must be spec.names.plural+\".\"+spec.group"));
        }

        if (spec.StringAt("scope") is not ("Namespaced" or "Cluster"))
        {
            errors.Add(spec.StringAt("scope") is null or ""
                ? FieldError.Required("spec.scope")
                : FieldError.Unsupported("spec.scope", spec.StringAt("scope")!, "Cluster", "Namespaced"));
        }

        foreach (var name in (ReadOnlySpan<string>)["plural", "singular", "kind", "listKind"])
        {
            if (spec.StringAt("names", name) is null or "")
            {
                errors.Add(FieldError.Required($"spec.names.{name}"));
            }
        }

        CheckVersions(spec.ListAt("versions"), errors);
        CheckUnchanged(spec, old, errors);
        return errors;
    }

    private static void CheckVersions(ListValue versions, List<FieldError> errors)
    {
        if (versions.Count(v => v.BoolAt("storage") == true) != 1)
        {
            errors.Add(FieldError.Invalid("spec.versions", versions.Count == 0 ? Value.Null : versions, "must have exactly one version marked as storage version"));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            var (version, path) = (versions[i], $"spec.versions[{i}]");
            var name = version.StringAt("name") ?? "";
            if (!seen.Add(name))
            {
                errors.Add(FieldError.Invalid($"{path}", name, "must contain unique version names"));
            }

            if (version.MapAt("schema", "openAPIV3Schema") is not { } schema)
            {
                errors.Add(FieldError.Required($"{path}.schema.openAPIV3Schema", "schemas are required"));
                continue;
            }

            var at = $"{path}.schema.openAPIV3Schema";
            switch (schema.StringAt("type"))
            {
                case null or "":
                    errors.Add(FieldError.Required($"{at}.type", "must not be empty at the root"));
                    break;
                case not "object" and var type:
                    errors.Add(FieldError.Invalid($"{at}.type", type, "must be object at the root"));
                    break;
            }

            CheckSchema(at, schema, isRoot: true, errors);
        }
    }

    private static void CheckSchema(string path, MapValue schema, bool isRoot, List<FieldError> errors)
    {
        var type = schema.StringAt("type") ?? "";
        if (type.Length == 0 && !isRoot
            && schema.BoolAt("x-kubernetes-int-or-string") != true && schema.BoolAt("x-kubernetes-preserve-unknown-fields") != true)
        {
            errors.Add(FieldError.Required($"{path}.type", path.EndsWith(".items", StringComparison.Ordinal)
                ? "must not be empty for specified array items"
                : "must not be empty for specified object fields"));
        }

        if (type == "array" && schema["items"] is null)
        {
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        }

        if (schema.StringAt("x-kubernetes-list-type") is { } list)
        {
            if (list is not ("atomic" or "set" or "map"))
            {
                errors.Add(FieldError.Unsupported($"{path}.x-kubernetes-list-type", list, "atomic", "map", "set"));
            }
            else if (list == "map" && schema.ListAt("x-kubernetes-list-map-keys").Count == 0)
            {
                errors.Add(FieldError.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
            }
        }

        foreach (var (name, property) in schema.MapAt("properties") ?? MapValue.Empty)
        {
            // What every object has is not described, but for the rules of its name.
            if (property is MapValue below && !(isRoot && name is "metadata" or "apiVersion" or "kind"))
            {
                CheckSchema($"{path}.properties[{name}]", below, isRoot: false, errors);
            }
        }

        foreach (var field in (ReadOnlySpan<string>)["items", "additionalProperties"])
        {
            if (schema[field] is MapValue below)
            {
                CheckSchema($"{path}.{field}", below, isRoot: false, errors);
            }
        }
    }

    /// <summary>Once it has been established, a definition's names are its own.</summary>
    private static void CheckUnchanged(MapValue spec, KubeObject? old, List<FieldError> errors)
    {
        if (old is null || old.Condition("Established").StringAt("status") != "True")
        {
            return;
        }

        foreach (var path in (ReadOnlySpan<string>)["group", "scope", "names.kind", "names.plural"])
        {
            var parts = path.Split('.');
            if (spec.At(parts) != old.Spec?.At(parts))
            {
                errors.Add(FieldError.Invalid($"spec.{path}", spec.At(parts) ?? Value.Null, "field is immutable"));
            }
        }
    }
}
