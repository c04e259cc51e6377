using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Patching;

/// <summary>RFC 7386.</summary>
public static class MergePatch
{
    public static MapValue Parse(Value body) =>
        body as MapValue ?? throw new ApiException(ApiStatus.BadRequest(body is NullValue ? "Invalid JSON Patch"
            : $"error decoding patch: json: cannot unmarshal {JsonKind.NameOf(body)} into Go value of type map[string]interface {{}}"));

    public static MapValue Apply(MapValue target, MapValue patch)
    {
        var result = target;
        foreach (var (name, value) in patch)
        {
            result = value switch
            {
                NullValue => result.Without(name),
                MapValue map => result.With(name, Apply(result[name]?.AsMap() ?? MapValue.Empty, map)),
                _ => result.With(name, value),
            };
        }

        return result;
    }
}
