namespace Kubespy.Core.Values;

/// <summary>Reading and replacing parts of a value by a path of names.</summary>
public static class ValuePath
{
    /// <summary>The value at the path of map entries, or null where any of it is missing.</summary>
    public static Value? At(this Value? value, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            value = value?[name];
        }

        return value;
    }

    public static string? StringAt(this Value? value, params ReadOnlySpan<string> path) => value.At(path)?.AsString();

    public static long? Int64At(this Value? value, params ReadOnlySpan<string> path) => value.At(path)?.AsInt64();

    public static bool? BoolAt(this Value? value, params ReadOnlySpan<string> path) => value.At(path)?.AsBool();

    public static MapValue? MapAt(this Value? value, params ReadOnlySpan<string> path) => value.At(path)?.AsMap();

    /// <summary>The list at the path; empty where it is missing, null or no list.</summary>
    public static ListValue ListAt(this Value? value, params ReadOnlySpan<string> path) => value.At(path)?.AsList() ?? ListValue.Empty;

    /// <summary>
    /// The map with the value at the path set, maps made on the way where they are missing;
    /// a C# null removes the entry (and leaves the maps on the way).
    /// </summary>
    public static MapValue WithAt(this MapValue map, ReadOnlySpan<string> path, Value? value)
    {
        if (path.Length == 1)
        {
            return map.WithOptional(path[0], value);
        }

        var child = map[path[0]]?.AsMap();
        return child is null && value is null ? map : map.With(path[0], (child ?? MapValue.Empty).WithAt(path[1..], value));
    }
}
