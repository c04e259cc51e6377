using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>CustomResourceDefinitions (apiextensions-apiserver/pkg/apis/apiextensions/validation). Their schemas are <see cref="DefinitionSchemaValidation"/>'s.</summary>
internal static class DefinitionValidation
{
    private const string Immutable = "field is immutable";
    private const string MixedCase = "may have mixed case, but should otherwise match: ";

    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];

    public static IEnumerable<FieldError> Check(KubeObject definition, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(definition.Spec ?? MapValue.Empty, "spec", errors);
        var (group, names) = (spec["group"], spec["names"]);
        if (old is null && definition.Name.Length > 0 && definition.Name != $"{names["plural"].Text}.{group.Text}")
        {
            errors.Add(FieldError.Invalid("metadata.name", definition.Name, "must be spec.names.plural+\".\"+spec.group"));
        }

        if (group.IsGiven() && KeepsJoined(group, NameRules.Subdomain(group.Text)) && !group.Text.Contains('.', StringComparison.Ordinal))
        {
            group.Invalid("should be a domain with at least one dot");
        }

        spec["scope"].IsGivenAs("Cluster", "Namespaced");
        CheckVersions(spec);
        foreach (var name in (string[])["plural", "singular", "kind", "listKind"])
        {
            names[name].IsGiven();
        }

        CheckNames(names);
        CheckCommon(spec);
        CheckStored(definition, spec, errors);
        if (spec["preserveUnknownFields"].IsTrue && old is null)
        {
            spec["preserveUnknownFields"].Invalid("cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        }

        CheckUnchanged(spec, old);
        return errors;
    }

    /// <summary>All that is wrong with a name in one message, as the real server has it here.</summary>
    private static bool KeepsJoined(CheckedField field, IReadOnlyList<string> wrong, string before = "")
    {
        if (wrong.Count > 0)
        {
            field.Invalid(field.Text, before + string.Join(",", wrong));
        }

        return wrong.Count == 0;
    }

    private static void CheckVersions(CheckedField spec)
    {
        var versions = spec["versions"];
        foreach (var version in versions.Items.Where(v => !v["schema", "openAPIV3Schema"].IsSet))
        {
            version["schema", "openAPIV3Schema"].Required();
        }

        var isSame = DefinitionVersions.AreSame(versions, "schema");
        foreach (var version in versions.Items)
        {
            KeepsJoined(version["name"], NameRules.Dns1035Label(version["name"].Text));
            if (!isSame && version["schema", "openAPIV3Schema"] is { IsSet: true } schema)
            {
                DefinitionSchemaValidation.Check(schema, version["subresources", "status"].IsSet);
            }

            if (!DefinitionVersions.AreSame(versions, "subresources"))
            {
                CheckScale(version["subresources"]);
            }

            if (!DefinitionVersions.AreSame(versions, "additionalPrinterColumns"))
            {
                CheckColumns(version["additionalPrinterColumns"]);
            }
        }

        if (versions.Items.Select(v => v["name"].Text).Distinct(StringComparer.Ordinal).Count() != versions.Count)
        {
            versions.Invalid(DefinitionVersions.Shown(versions), "must contain unique version names");
        }

        if (versions.Items.Count(v => v["storage"].IsTrue) != 1)
        {
            versions.Invalid(DefinitionVersions.Shown(versions), "must have exactly one version marked as storage version");
        }

        if (versions.Count > 0 && versions.ItemAt(0)["name"].Text.Length > 0)
        {
            var first = spec.At(".version", versions.ItemAt(0)["name"].Value);
            KeepsJoined(first, NameRules.Dns1035Label(first.Text));
        }

    }

    private static void CheckNames(CheckedField names)
    {
        foreach (var name in (string[])["plural", "singular"])
        {
            KeepsJoined(names[name], names[name].Text.Length == 0 ? [] : NameRules.Dns1035Label(names[name].Text));
        }

        foreach (var name in (string[])["kind", "listKind"])
        {
            KeepsJoined(names[name], names[name].Text.Length == 0 ? [] : NameRules.Dns1035Label(names[name].Text.ToLowerInvariant()), MixedCase);
        }

        foreach (var name in names["shortNames"].Items)
        {
            KeepsJoined(name, NameRules.Dns1035Label(name.Text));
        }

        if (names["kind"].Text.Length > 0 && names["kind"].Text == names["listKind"].Text)
        {
            names["listKind"].Invalid("kind and listKind may not be the same");
        }

        foreach (var category in names["categories"].Items)
        {
            KeepsJoined(category, NameRules.Dns1035Label(category.Text));
        }
    }

    /// <summary>What all versions have the same is told, as the real server keeps it, of the spec.</summary>
    private static void CheckCommon(CheckedField spec)
    {
        var versions = spec["versions"];
        if (versions.Count == 0)
        {
            return;
        }

        var first = versions.ItemAt(0);
        if (DefinitionVersions.AreSame(versions, "schema") && first["schema", "openAPIV3Schema"].IsSet)
        {
            DefinitionSchemaValidation.Check(
                spec.At(".validation.openAPIV3Schema", first["schema", "openAPIV3Schema"].Value), versions.Items.Any(v => v["subresources", "status"].IsSet));
        }

        if (DefinitionVersions.AreSame(versions, "subresources"))
        {
            CheckScale(spec.At(".subresources", first["subresources"].Value));
        }

        if (DefinitionVersions.AreSame(versions, "additionalPrinterColumns"))
        {
            CheckColumns(spec.At(".additionalPrinterColumns", first["additionalPrinterColumns"].Value));
        }
    }

    private static void CheckScale(CheckedField subresources)
    {
        var scale = subresources["scale"];
        if (!scale.IsSet)
        {
            return;
        }

        foreach (var (field, under) in ((string, string)[])[("specReplicasPath", ".spec"), ("statusReplicasPath", ".status")])
        {
            if (scale[field].IsGiven() && IsPath(scale[field]) && !scale[field].Text.StartsWith(under + ".", StringComparison.Ordinal))
            {
                scale[field].Invalid($"should be a json path under {under}");
            }
        }

        var selector = scale["labelSelectorPath"];
        if (selector.Text.Length > 0 && IsPath(selector)
            && !selector.Text.StartsWith(".spec.", StringComparison.Ordinal) && !selector.Text.StartsWith(".status.", StringComparison.Ordinal))
        {
            selector.Invalid("should be a json path under either .spec or .status");
        }
    }

    private static void CheckColumns(CheckedField columns)
    {
        foreach (var column in columns.Items)
        {
            column["name"].IsGiven();
            var types = $"must be one of {string.Join(',', ColumnTypes)}";
            if (column["type"].IsGiven(types) && !ColumnTypes.Contains(column["type"].Text))
            {
                column["type"].Invalid(types);
            }

            var path = column.At(".JSONPath", column["jsonPath"].Value);
            if (path.IsGiven())
            {
                IsPath(path);
            }
        }
    }

    private static bool IsPath(CheckedField path)
    {
        if (!path.Text.StartsWith('.'))
        {
            path.Invalid("must be a simple json path starting with .");
        }

        return path.Text.StartsWith('.');
    }

    /// <summary>In which versions objects may lie is never forgotten while the definition has them.</summary>
    private static void CheckStored(KubeObject definition, CheckedField spec, List<FieldError> errors)
    {
        var stored = CheckedField.Of(definition.Root.At("status", "storedVersions"), "status.storedVersions", errors);
        if (stored.Count == 0)
        {
            stored.Invalid("must have at least one stored version");
        }

        foreach (var name in stored.Items.Where(s => spec["versions"].Items.All(v => v["name"].Text != s.Text)))
        {
            name.Invalid(
                $"missing from spec.versions; {name.Text} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in {name.Text} and removes {name.Text} from status.storedVersions");
        }
    }

    /// <summary>Group and plural never change; once it has been established, neither do its scope and kind.</summary>
    private static void CheckUnchanged(CheckedField spec, KubeObject? old)
    {
        if (old is null)
        {
            return;
        }

        var isEstablished = old.Condition("Established").StringAt("status") == "True";
        foreach (var path in (string[][])[["scope"], ["names", "kind"], ["group"], ["names", "plural"]])
        {
            var field = path.Length == 1 ? spec[path[0]] : spec[path[0], path[1]];
            if ((isEstablished || path[^1] is "group" or "plural") && field.Text != (old.Spec.StringAt(path) ?? ""))
            {
                field.Invalid(field.Text, Immutable);
            }
        }
    }
}
