using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Recording.Entries;

/// <summary>
/// What makes a later version of an object out of the one before: a JSON patch (RFC 6902) of add, remove and replace, so that any other tool can
/// apply it. The result is the later version to the letter, the order of its fields included: where a patch could not give that, the map is
/// replaced whole.
/// </summary>
public static class ObjectDelta
{
    /// <summary>The operations; empty where both are the same to the letter.</summary>
    public static ListValue Between(MapValue old, MapValue next)
    {
        var operations = new List<Value>();
        Compare("", old, next, operations);
        return ListValue.Of(operations);
    }

    /// <exception cref="FormatException">It is no such patch, or does not fit that object.</exception>
    public static MapValue Apply(MapValue old, ListValue operations)
    {
        Value result = old;
        foreach (var operation in operations)
        {
            var path = JsonPointer.Parse(operation.StringAt("path") ?? "?") ?? throw Misfit(operation);
            result = operation.StringAt("op") switch
            {
                "add" when operation["value"] is { } value => JsonPointer.Add(result, path, value),
                "replace" when operation["value"] is { } value => JsonPointer.Replace(result, path, value),
                "remove" when path.Length > 0 => JsonPointer.Remove(result, path),
                _ => null,
            } ?? throw Misfit(operation);
        }

        return result as MapValue ?? throw new FormatException("the patch leaves no object");
    }

    /// <summary>Whether the patch is nothing but the whole object.</summary>
    public static bool IsWhole(ListValue operations) => operations.Count == 1 && operations[0].StringAt("path") is "";

    private static FormatException Misfit(Value operation) => new($"the patch does not fit the object as it was: {operation.StringAt("op")} {operation.StringAt("path")}");

    private static void Compare(string path, Value old, Value next, List<Value> operations)
    {
        if (ReferenceEquals(old, next))
        {
            return;
        }

        switch (old, next)
        {
            case (MapValue before, MapValue after) when KeepsOrder(before, after):
                CompareMaps(path, before, after, operations);
                break;
            case (ListValue before, ListValue after):
                CompareLists(path, before, after, operations);
                break;
            case (MapValue, MapValue):
                operations.Add(Operation("replace", path, next));
                break;
            case var _ when !IsSame(old, next):
                operations.Add(Operation("replace", path, next));
                break;
        }
    }

    /// <summary>Whether what is taken out and added at the end leaves the fields in their order.</summary>
    private static bool KeepsOrder(MapValue before, MapValue after)
    {
        var at = 0;
        foreach (var name in before.Names)
        {
            if (at < after.Count && after.Names[at] == name)
            {
                at++;
            }
            else if (after.ContainsKey(name))
            {
                return false;
            }
        }

        return true;
    }

    private static void CompareMaps(string path, MapValue before, MapValue after, List<Value> operations)
    {
        for (var i = 0; i < before.Count; i++)
        {
            var name = before.Names[i];
            if (after[name] is { } value)
            {
                Compare(Below(path, name), before.Values[i], value, operations);
            }
            else
            {
                operations.Add(Operation("remove", Below(path, name), null));
            }
        }

        for (var i = 0; i < after.Count; i++)
        {
            if (!before.ContainsKey(after.Names[i]))
            {
                operations.Add(Operation("add", Below(path, after.Names[i]), after.Values[i]));
            }
        }
    }

    /// <summary>What both begin and end with is left; between, item is compared with item, and the rest taken out or put in.</summary>
    private static void CompareLists(string path, ListValue before, ListValue after, List<Value> operations)
    {
        var (start, end) = (0, 0);
        while (start < Math.Min(before.Count, after.Count) && IsSame(before[start], after[start]))
        {
            start++;
        }

        while (end < Math.Min(before.Count, after.Count) - start && IsSame(before[^(end + 1)], after[^(end + 1)]))
        {
            end++;
        }

        var (oldCount, newCount) = (before.Count - start - end, after.Count - start - end);
        var common = Math.Min(oldCount, newCount);
        for (var i = start; i < start + common; i++)
        {
            Compare(Below(path, i), before[i], after[i], operations);
        }

        for (var i = start + oldCount - 1; i >= start + common; i--)
        {
            operations.Add(Operation("remove", Below(path, i), null));
        }

        for (var i = start + common; i < start + newCount; i++)
        {
            operations.Add(Operation("add", Below(path, i), after[i]));
        }
    }

    /// <summary>The same to the letter; equality of values forgives the order of fields and the spelling of numbers.</summary>
    private static bool IsSame(Value left, Value right)
    {
        if (ReferenceEquals(left, right))
        {
            return true;
        }

        switch (left, right)
        {
            case (MapValue a, MapValue b):
                if (a.Count != b.Count)
                {
                    return false;
                }

                for (var i = 0; i < a.Count; i++)
                {
                    if (a.Names[i] != b.Names[i] || !IsSame(a.Values[i], b.Values[i]))
                    {
                        return false;
                    }
                }

                return true;
            case (ListValue a, ListValue b):
                if (a.Count != b.Count)
                {
                    return false;
                }

                for (var i = 0; i < a.Count; i++)
                {
                    if (!IsSame(a[i], b[i]))
                    {
                        return false;
                    }
                }

                return true;
            case (NumberValue a, NumberValue b):
                return a.Literal == b.Literal;
            default:
                return left.Equals(right);
        }
    }

    private static MapValue Operation(string op, string path, Value? value) => new MapBuilder().Set("op", op).Set("path", path).Set("value", value).ToMap();

    private static string Below(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}/{index}");

    private static string Below(string path, string name) =>
        $"{path}/{(name.AsSpan().ContainsAny('~', '/') ? name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) : name)}";
}
