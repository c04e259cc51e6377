using Kubespy.ControlPlane.Api.CustomResources;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>
/// The schemas of definitions: that they are structural (apiextensions-apiserver/pkg/apiserver/schema/validation.go), that their defaults
/// keep their own rules (…/schema/defaulting), and what of OpenAPI they may not use (…/apis/apiextensions/validation).
/// </summary>
internal static class DefinitionSchemaValidation
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    public static void Check(CheckedField schema, bool hasStatus)
    {
        if (hasStatus && schema["type"].Text is { Length: > 0 } and not "object")
        {
            schema["type"].Invalid("only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled");
        }

        if (schema["nullable"].IsTrue)
        {
            schema["nullable"].Forbidden("nullable cannot be true at the root");
        }

        var before = schema.ErrorCount;
        CheckStructure(schema, isRoot: true, "");
        if (schema.ErrorCount == before)
        {
            CheckDefaults(schema);
        }

        CheckOpenApi(schema);
    }

    private static void CheckStructure(CheckedField schema, bool isRoot, string what)
    {
        var type = schema["type"];
        if (type.Text == "array" && !schema["items"].IsSet)
        {
            schema["items"].Required("must be specified");
        }

        foreach (var (below, of) in Below(schema, isRoot))
        {
            CheckStructure(below, isRoot: false, of);
        }

        if (isRoot && schema["additionalProperties"].IsSet)
        {
            schema["additionalProperties"].Forbidden("must not be used at the root");
        }

        if (schema["x-kubernetes-embedded-resource"].IsTrue && type.Text != "object")
        {
            Tell(type, "must be object if x-kubernetes-embedded-resource is true");
        }
        else if (type.Text.Length == 0 && !schema["x-kubernetes-int-or-string"].IsTrue && !schema["x-kubernetes-preserve-unknown-fields"].IsTrue)
        {
            type.Required(isRoot ? "must not be empty at the root" : $"must not be empty for specified {what}");
        }

        if (isRoot && type.Text is { Length: > 0 } and not "object")
        {
            type.Invalid("must be object at the root");
        }
    }

    /// <summary>The schemas within one; what every object has is not described, but for the rules of its name.</summary>
    private static IEnumerable<(CheckedField Schema, string What)> Below(CheckedField schema, bool isRoot)
    {
        if (schema["items"].Value is MapValue)
        {
            yield return (schema["items"], "array items");
        }

        foreach (var (name, property) in schema["properties"].Entries)
        {
            if (property.Value is MapValue && !(isRoot && name is "metadata" or "apiVersion" or "kind"))
            {
                yield return (property, "object fields");
            }
        }

        if (schema["additionalProperties"].Value is MapValue)
        {
            yield return (schema["additionalProperties"], "object fields");
        }
    }

    private static void CheckDefaults(CheckedField schema)
    {
        foreach (var (below, _) in Below(schema, isRoot: false))
        {
            CheckDefaults(below);
        }

        var given = schema["default"];
        if (!given.IsSet)
        {
            return;
        }

        foreach (var error in StructuralValidation.Of("", given.Value!, null, StructuralSchema.Of((MapValue)schema.Value!)).Errors)
        {
            given.Add([error with { Field = error.Field is "" or "<nil>" ? given.Path : $"{given.Path}.{error.Field}" }]);
        }
    }

    private static void CheckOpenApi(CheckedField schema)
    {
        var type = schema["type"];
        if (type.Text.Length > 0)
        {
            type.IsOneOf(Types);
        }

        foreach (var field in (string[])["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"])
        {
            if (schema[field].IsSet)
            {
                schema[field].Forbidden($"{field} is not supported");
            }
        }

        if (schema["uniqueItems"].IsTrue)
        {
            schema["uniqueItems"].Forbidden("uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }

        if (schema["additionalProperties"].IsSet && schema["properties"].Count > 0 && !schema["additionalProperties"].IsTrue)
        {
            schema["additionalProperties"].Forbidden("additionalProperties and properties are mutual exclusive");
        }

        foreach (var (below, _) in Below(schema, isRoot: false))
        {
            CheckOpenApi(below);
        }

        if (schema["x-kubernetes-preserve-unknown-fields"] is { IsSet: true, IsTrue: false } keeps)
        {
            keeps.Invalid("must be true or undefined");
        }

        CheckOwnership(schema, type);
    }

    /// <summary>How lists and maps are merged.</summary>
    private static void CheckOwnership(CheckedField schema, CheckedField type)
    {
        var (map, list, keys) = (schema["x-kubernetes-map-type"], schema["x-kubernetes-list-type"], schema["x-kubernetes-list-map-keys"]);
        if (map.IsSet)
        {
            if (type.Text != "object")
            {
                Tell(type, "must be object if x-kubernetes-map-type is specified");
            }

            map.IsOneOf("atomic", "granular");
        }

        if (list.IsSet)
        {
            if (type.Text != "array")
            {
                Tell(type, "must be array if x-kubernetes-list-type is specified");
            }

            list.IsOneOf("atomic", "set", "map");
        }

        CheckItems(schema["items"], list.Text, keys);
        if (list.Text == "map" && keys.Count == 0)
        {
            keys.Required("must not be empty if x-kubernetes-list-type is map");
        }
        else if (list.Text != "map" && keys.Count > 0)
        {
            Tell(list, "must be map if x-kubernetes-list-map-keys is non-empty");
        }
    }

    /// <summary>What the items of sets and keyed lists must be.</summary>
    private static void CheckItems(CheckedField items, string list, CheckedField keys)
    {
        const string Atomic = "must be atomic as item of a list with x-kubernetes-list-type=set";
        var (type, map, inner) = (items["type"], items["x-kubernetes-map-type"], items["x-kubernetes-list-type"]);
        if (list == "set" && type.Text == "object" && map.Text != "atomic")
        {
            map.Invalid(inner.Value ?? Value.Null, Atomic);
        }
        else if (list == "set" && type.Text == "array" && inner.IsSet && inner.Text != "atomic")
        {
            inner.Invalid(Atomic);
        }

        if (list != "map")
        {
            return;
        }

        if (items.IsSet && type.Text != "object")
        {
            type.Invalid(type.Text, "must be object if parent array's x-kubernetes-list-type is map");
        }

        foreach (var _ in type.Text == "object" ? keys.Items.Where(k => !items["properties", k.Text].IsSet) : [])
        {
            keys.Invalid("entries must all be names of item properties");
        }
    }

    private static void Tell(CheckedField field, string rule)
    {
        if (field.Text.Length == 0)
        {
            field.Required(rule);
        }
        else
        {
            field.Invalid(rule);
        }
    }
}
