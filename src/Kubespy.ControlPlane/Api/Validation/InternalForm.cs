using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>
/// Values as the real server shows them in messages where it prints a struct of its own: the fields of its internal types in their order,
/// named as in Go, what is unset as null, "", 0 or false.
/// </summary>
internal static class InternalForm
{
    /// <summary>Those fields, null where they are unset.</summary>
    public static MapValue Of(Value value, params ReadOnlySpan<string> fields)
    {
        var builder = new MapBuilder();
        foreach (var field in fields)
        {
            builder.Set(NameOf(field), value[field] ?? Value.Null);
        }

        return builder.ToMap();
    }

    public static string NameOf(string field) => char.ToUpperInvariant(field[0]) + field[1..];

    public static MapValue SecurityContext(Value context)
    {
        var capabilities = context["capabilities"] is MapValue given ? Of(given, "add", "drop") : (Value)Value.Null;
        return Of(
            ((MapValue)context).With("capabilities", capabilities), "capabilities", "privileged", "seLinuxOptions", "windowsOptions", "runAsUser", "runAsGroup",
            "runAsNonRoot", "readOnlyRootFilesystem", "allowPrivilegeEscalation", "procMount", "seccompProfile", "appArmorProfile");
    }
}
