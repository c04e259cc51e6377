using System.Globalization;
using System.Text;
using Kubespy.ControlPlane.Controllers.Deployments;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.History;

/// <summary>
/// What a ControllerRevision keeps: a patch that brings the template back whole, its entries sorted by name
/// (getPatch in pkg/controller/{statefulset,daemon}, pkg/controller/history). Pure.
/// </summary>
public static class RevisionData
{
    /// <summary>The patch that makes the workload's template what it is now.</summary>
    public static MapValue Of(KubeObject workload)
    {
        var template = (workload.Root.MapAt("spec", "template") ?? MapValue.Empty).With("$patch", "replace");
        return MapValue.Of(("spec", MapValue.Of(("template", Sorted(template)))));
    }

    /// <summary>FNV-1 over the patch as Go writes it, then the count of collisions in decimal: the hash of a StatefulSet's revision.</summary>
    public static string Hash(MapValue data, long? collisionCount)
    {
        var text = new StringBuilder();
        Write(text, data);
        text.Append(collisionCount?.ToString(CultureInfo.InvariantCulture));
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text.ToString()))
        {
            hash = (hash * 16777619u) ^ b;
        }

        return PodTemplateHash.SafeEncode(hash);
    }

    private static Value Sorted(Value value) => value switch
    {
        MapValue map => MapValue.Of(map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => KeyValuePair.Create(e.Key, Sorted(e.Value)))),
        ListValue list => ListValue.Of(list.Select(Sorted)),
        _ => value,
    };

    private static void Write(StringBuilder text, Value value)
    {
        switch (value)
        {
            case MapValue map:
                WriteAll(text, '{', map.OrderBy(e => e.Key, StringComparer.Ordinal), '}', e =>
                {
                    WriteString(text, e.Key);
                    text.Append(':');
                    Write(text, e.Value);
                });
                break;
            case ListValue list:
                WriteAll(text, '[', list, ']', item => Write(text, item));
                break;
            case StringValue s:
                WriteString(text, s.Text);
                break;
            default:
                text.Append(value);
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, char open, IEnumerable<T> items, char close, Action<T> write)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            text.Append(isFirst ? "" : ",");
            isFirst = false;
            write(item);
        }

        text.Append(close);
    }

    /// <summary>As encoding/json does, which escapes what HTML would read.</summary>
    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
