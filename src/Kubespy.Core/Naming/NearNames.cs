namespace Kubespy.Core.Naming;

/// <summary>Which of the names that exist someone may have meant by one that does not.</summary>
public static class NearNames
{
    private const int Most = 3;

    /// <summary>
    /// At most three, the nearest first: those that are longer or shorter at the end, or a few letters off
    /// (one in a short name, two from four letters on, up to four in a long one).
    /// </summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> names)
    {
        var allowed = wanted.Length < 4 ? 1 : Math.Clamp(wanted.Length / 3, 2, 4);
        (string Name, int Distance)[] near =
        [
            .. names.Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)
                .Select(n => (Name: n, Distance: EditDistance.Of(n, wanted)))
                .Where(n => n.Distance <= allowed || Extends(n.Name, wanted) || Extends(wanted, n.Name))
                .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal),
        ];

        // One letter off is a slip, and no other name was meant.
        return [.. near.TakeWhile(n => near[0].Distance > 1 || n.Distance <= 1).Take(Most).Select(n => n.Name)];
    }

    /// <summary><c>did you mean a or b?</c>, or nothing where nothing is near.</summary>
    public static string Question(string wanted, IEnumerable<string> names) =>
        Of(wanted, names) is { Count: > 0 } near ? $"did you mean {string.Join(" or ", near)}?" : "";

    /// <summary>A single letter would be the beginning of far too much.</summary>
    private static bool Extends(string longer, string shorter) => shorter.Length > 1 && longer.StartsWith(shorter, StringComparison.OrdinalIgnoreCase);
}
