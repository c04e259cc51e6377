using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.ManagedFields;

/// <summary>The paths of a field set as conflicts print them: <c>.spec.template.spec.containers[name="c"].image</c>.</summary>
internal static class FieldPath
{
    /// <summary>Every path in the set: at each level first those that end there.</summary>
    public static IEnumerable<string> Of(MapValue? set, string prefix = "")
    {
        var elements = (set ?? MapValue.Empty).Where(e => e.Key != FieldSets.Self).ToArray();
        foreach (var (element, below) in elements)
        {
            if (FieldSets.HasSelf((MapValue)below))
            {
                yield return prefix + Shown(element);
            }
        }

        foreach (var (element, below) in elements)
        {
            foreach (var path in Of((MapValue)below, prefix + Shown(element)))
            {
                yield return path;
            }
        }
    }

    public static string Shown(string element) => element[..2] switch
    {
        "f:" => "." + element[2..],
        "k:" => $"[{string.Join(',', ((MapValue)ValueReader.Read(element[2..])).Select(k => $"{k.Key}={k.Value}"))}]",
        "v:" => $"[={element[2..]}]",
        _ => $"[{element[2..]}]",
    };
}
