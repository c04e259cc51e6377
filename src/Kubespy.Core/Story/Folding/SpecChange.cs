using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>A change of one field of a spec, in a few words: values where they are short, else the field alone.</summary>
internal static class SpecChange
{
    private const int Short = 24;

    /// <summary>The fields that are not the same in both, in the order in which they stand now, then what was taken out.</summary>
    public static IEnumerable<string> Differing(MapValue before, MapValue after) =>
        after.Select(f => f.Key).Concat(before.Select(f => f.Key)).Distinct(StringComparer.Ordinal).Where(f => before[f] != after[f]);

    public static string Of(string field, Value? old, Value? next)
    {
        if (old is MapValue before && next is MapValue after)
        {
            return Differing(before, after).ToArray() is [var only] ? $"{field}.{Of(only, before[only], after[only])}" : field;
        }

        var (was, now) = (Text(old), Text(next));
        return was is null || now is null ? field : $"{field} {was} → {now}";
    }

    /// <summary>Null where it is too long to be told.</summary>
    private static string? Text(Value? value) => value switch
    {
        null => "unset",
        StringValue text when text.Text.Length <= Short => text.Text,
        NumberValue or BoolValue => value.ToString(),
        _ => null,
    };
}
