using Kubespy.Core.Values;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>What makes one value of another, as a JSON merge patch (RFC 7386): lists are replaced whole, null removes. Pure.</summary>
internal static class MergeDelta
{
    /// <summary>Of two values without nulls in their maps.</summary>
    public static MapValue Of(MapValue old, MapValue next)
    {
        var delta = new MapBuilder();
        foreach (var (name, _) in old)
        {
            if (next[name] is null)
            {
                delta.Set(name, Value.Null);
            }
        }

        foreach (var (name, value) in next)
        {
            switch (old[name])
            {
                case { } same when same.Equals(value):
                    break;
                case MapValue before when value is MapValue after:
                    delta.Set(name, Of(before, after));
                    break;
                default:
                    delta.Set(name, value);
                    break;
            }
        }

        return delta.ToMap();
    }

    public static Value WithoutNulls(Value value) => value switch
    {
        MapValue map => MapValue.Of(map.Where(e => e.Value is not NullValue).Select(e => KeyValuePair.Create(e.Key, WithoutNulls(e.Value)))),
        ListValue list => ListValue.Of(list.Select(WithoutNulls)),
        _ => value,
    };
}
