using System.Globalization;

namespace Kubespy.Core.Values;

/// <summary>RFC 6901: a path into a value, and the edits that a JSON patch makes there.</summary>
public static class JsonPointer
{
    /// <summary>The tokens of a pointer; null where it does not start with a slash.</summary>
    public static string[]? Parse(string pointer)
    {
        if (pointer.Length == 0)
        {
            return [];
        }

        return pointer[0] != '/'
            ? null
            : [.. pointer[1..].Split('/').Select(t => t.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    public static Value? Find(Value root, ReadOnlySpan<string> path)
    {
        var value = root;
        foreach (var token in path)
        {
            var found = value switch
            {
                MapValue map => map[token],
                ListValue list when IndexIn(list, token) is { } at => list[at],
                _ => null,
            };
            if (found is null)
            {
                return null;
            }

            value = found;
        }

        return value;
    }

    /// <summary>The value with an item inserted (lists) or an entry set (maps); null where the parent is missing or the index is out of bounds.</summary>
    public static Value? Add(Value root, ReadOnlySpan<string> path, Value value) =>
        Edit(root, path, (parent, token) => parent switch
        {
            MapValue map => map.With(token, value),
            ListValue list when token == "-" => list.Add(value),
            ListValue list when ParseIndex(token, list.Count) is { } at && at <= list.Count => list.Insert(at, value),
            _ => null,
        }, value);

    /// <summary>The value without that item or entry; null where there is none.</summary>
    public static Value? Remove(Value root, ReadOnlySpan<string> path) =>
        Edit(root, path, (parent, token) => parent switch
        {
            MapValue map when map.ContainsKey(token) => map.Without(token),
            ListValue list when IndexIn(list, token) is { } at => list.RemoveAt(at),
            _ => null,
        }, null);

    /// <summary>The value with that item or entry replaced; null where there is none.</summary>
    public static Value? Replace(Value root, ReadOnlySpan<string> path, Value value) =>
        Edit(root, path, (parent, token) => parent switch
        {
            MapValue map when map.ContainsKey(token) => map.With(token, value),
            ListValue list when IndexIn(list, token) is { } at => list.SetItem(at, value),
            _ => null,
        }, value);

    private static Value? Edit(Value parent, ReadOnlySpan<string> path, Func<Value, string, Value?> edit, Value? whole)
    {
        if (path.IsEmpty)
        {
            return whole;
        }

        if (path.Length == 1)
        {
            return edit(parent, path[0]);
        }

        switch (parent)
        {
            case MapValue map when map[path[0]] is { } child:
                return Edit(child, path[1..], edit, whole) is { } edited ? map.With(path[0], edited) : null;
            case ListValue list when IndexIn(list, path[0]) is { } at:
                return Edit(list[at], path[1..], edit, whole) is { } item ? list.SetItem(at, item) : null;
            default:
                return null;
        }
    }

    private static int? IndexIn(ListValue list, string token) =>
        ParseIndex(token, list.Count) is { } at && at < list.Count ? at : null;

    /// <summary>An index; the API server's library also counts negative ones from the end.</summary>
    private static int? ParseIndex(string token, int count)
    {
        if (!int.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        index = index < 0 ? index + count : index;
        return index < 0 ? null : index;
    }
}
