using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Changes;

/// <summary>
/// Takes the values out of Secrets, wherever they are shown or kept (design.md, law 10); that one changed stays visible: <c>(redacted)</c> becomes
/// <c>(redacted, changed)</c>. Objects of other kinds pass unchanged.
/// </summary>
public sealed class SecretRedactor
{
    private readonly Dictionary<(string Uid, string Section, string Name), (Value Last, int Changes)> _seen = [];

    public KubeObject Redact(KubeObject obj)
    {
        if (obj is not { Kind: "Secret", ApiVersion: "v1" })
        {
            return obj;
        }

        var root = obj.Root;
        foreach (var section in (string[])["data", "stringData"])
        {
            if (root[section] is MapValue entries)
            {
                root = root.With(section, MapValue.Of(entries.Select(e => KeyValuePair.Create(e.Key, (Value)Text(obj.Uid, section, e.Key, e.Value)))));
            }
        }

        return obj.Annotations[FieldScope.LastApplied] is { } applied
            ? new KubeObject(root).WithAnnotation(FieldScope.LastApplied, Text(obj.Uid, "annotations", FieldScope.LastApplied, applied))
            : new KubeObject(root);
    }

    private string Text(string uid, string section, string name, Value value)
    {
        var key = (uid, section, name);
        var changes = !_seen.TryGetValue(key, out var seen) ? 0 : seen.Changes + (seen.Last == value ? 0 : 1);
        _seen[key] = (value, changes);
        return changes switch
        {
            0 => "(redacted)",
            1 => "(redacted, changed)",
            _ => string.Create(CultureInfo.InvariantCulture, $"(redacted, changed {changes} times)"),
        };
    }
}
