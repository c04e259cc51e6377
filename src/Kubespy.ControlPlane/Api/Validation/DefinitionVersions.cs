using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>
/// The versions of a definition as the real server keeps them: what is the same in all of them is moved to the spec
/// (Convert_v1_CustomResourceDefinitionSpec_To_apiextensions in apiextensions-apiserver/pkg/apis/apiextensions/v1/conversion.go).
/// </summary>
internal static class DefinitionVersions
{
    public static bool AreSame(CheckedField versions, string field) =>
        versions.Count > 0 && versions.Items.All(v => v[field].Value == versions.ItemAt(0)[field].Value);

    /// <summary>The list as messages show it.</summary>
    public static Value Shown(CheckedField versions) =>
        versions.Value is ListValue list ? ListValue.Of(list.Select(v => (Value)Shown(v, versions))) : Value.Null;

    private static MapValue Shown(Value version, CheckedField versions)
    {
        Value Own(string field) => AreSame(versions, field) ? Value.Null : version[field] ?? Value.Null;
        return MapValue.Of(
            ("Name", version.StringAt("name") ?? ""), ("Served", version.BoolAt("served") == true), ("Storage", version.BoolAt("storage") == true),
            ("Deprecated", version.BoolAt("deprecated") == true), ("DeprecationWarning", version["deprecationWarning"] ?? Value.Null),
            ("Schema", Own("schema")), ("Subresources", Own("subresources")), ("AdditionalPrinterColumns", Own("additionalPrinterColumns")),
            ("SelectableFields", Own("selectableFields")));
    }
}
