namespace Kubespy.Core.Values;

/// <summary>
/// Which fields are kept when JSON is read; the rest is skipped and never becomes a value (design.md, law 8). A list is looked
/// through: its items are projected as the field that holds it says.
/// </summary>
public sealed class Projection
{
    /// <summary>Keeps everything.</summary>
    public static readonly Projection All = new([]);

    private readonly Dictionary<string, Projection> _fields;

    private Projection(Dictionary<string, Projection> fields) => _fields = fields;

    /// <summary>Keeps these fields, each with all that is below it: <c>metadata.name</c>, <c>status</c>.</summary>
    public static Projection Of(params IEnumerable<string> paths) => new(paths
        .Select(p => p.Split('.', 2))
        .GroupBy(p => p[0], StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Any(p => p.Length == 1) ? All : Of(g.Select(p => p[1])), StringComparer.Ordinal));

    /// <summary>Keeps that field, too, as another projection says.</summary>
    public Projection With(string field, Projection below) =>
        ReferenceEquals(this, All) ? this : new(new Dictionary<string, Projection>(_fields, StringComparer.Ordinal) { [field] = below });

    /// <summary>What to keep of that field; null where it is not kept.</summary>
    public Projection? Below(string field) => ReferenceEquals(this, All) ? this : _fields.GetValueOrDefault(field);
}
