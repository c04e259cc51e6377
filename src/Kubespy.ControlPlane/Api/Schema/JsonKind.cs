using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>How Go's encoding/json names the kinds of JSON values in its errors.</summary>
internal static class JsonKind
{
    public static string NameOf(Value value) => value switch
    {
        MapValue => "object",
        ListValue => "array",
        StringValue => "string",
        NumberValue => "number",
        BoolValue => "bool",
        _ => "null",
    };
}
