using System.Globalization;
using System.Text.RegularExpressions;

namespace Kubespy.FieldTable;

/// <summary>The type declarations of one Go package of the Kubernetes API, read from its types.go.</summary>
internal sealed partial class GoPackage
{
    private readonly string _name;

    /// <summary>What the package's imports are called, and which package each is.</summary>
    private readonly IReadOnlyDictionary<string, string> _imports;

    public GoPackage(string name, IReadOnlyDictionary<string, string> imports)
    {
        _name = name;
        _imports = imports;
    }

    public Dictionary<string, IReadOnlyList<GoField>> Structs { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>The structs that are owned as a whole (the structType marker before them).</summary>
    public HashSet<string> AtomicStructs { get; } = new(StringComparer.Ordinal);

    public void Read(string source)
    {
        var lines = source.Split('\n');
        var isAtomic = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("//", StringComparison.Ordinal))
            {
                isAtomic |= lines[i].Contains("+structType=atomic", StringComparison.Ordinal);
                continue;
            }

            if (StructStart().Match(lines[i]) is { Success: true } start)
            {
                var name = $"{_name}.{start.Groups[1].Value}";
                Structs[name] = ReadFields(lines, ref i);
                if (isAtomic)
                {
                    AtomicStructs.Add(name);
                }
            }
            else if (EmptyStruct().Match(lines[i]) is { Success: true } empty)
            {
                Structs[$"{_name}.{empty.Groups[1].Value}"] = [];
            }
            else if (Alias().Match(lines[i]) is { Success: true } alias)
            {
                Aliases[$"{_name}.{alias.Groups[1].Value}"] = Qualify(alias.Groups[2].Value);
            }

            isAtomic = false;
        }
    }

    private List<GoField> ReadFields(string[] lines, ref int i)
    {
        var fields = new List<GoField>();
        var flags = new List<string>();
        for (i++; lines[i] != "}"; i++)
        {
            if (Marker().Match(lines[i]) is { Success: true } marker)
            {
                flags.Add(marker.Groups[1].Value);
                continue;
            }

            if (Field().Match(lines[i]) is { Success: true } field)
            {
                fields.Add(Parse(field, flags));
            }

            if (!lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal))
            {
                flags.Clear();
            }
        }

        return fields;
    }

    private GoField Parse(Match match, List<string> markers)
    {
        var goType = match.Groups["type"].Value;
        var goName = match.Groups["name"].Value;
        if (goType.Length == 0)
        {
            (goType, goName) = (goName, goName.Split('.')[^1].TrimStart('*'));
        }

        var tag = match.Groups["tag"].Value;
        var json = Tag(tag, "json").Split(',');
        var proto = Tag(tag, "protobuf").Split(',');
        var flags = new List<string>();
        if (json.Contains("omitempty", StringComparer.Ordinal))
        {
            flags.Add("omitempty");
        }

        Add(flags, "patch", Tag(tag, "patchStrategy").Replace(",", "+", StringComparison.Ordinal));
        Add(flags, "key", Tag(tag, "patchMergeKey"));
        foreach (var (name, shortName) in new[] { ("listType", "list"), ("mapType", "map"), ("structType", "map") })
        {
            Add(flags, shortName, string.Join('+', Values(markers, name)));
        }

        Add(flags, "keys", string.Join('+', Values(markers, "listMapKey")));
        if (markers.Contains("required"))
        {
            flags.Add("required");
        }

        var number = proto.Length > 1 ? int.Parse(proto[1], CultureInfo.InvariantCulture) : 0;
        return new GoField(goName, Qualify(goType), json[0], number, flags);
    }

    /// <summary>Writes the type with the full name of each package, as the table names types.</summary>
    private string Qualify(string goType) => TypeName().Replace(goType, match =>
    {
        var (package, name) = (match.Groups["package"].Value, match.Groups["name"].Value);
        if (package.Length > 0)
        {
            return $"{_imports[package]}.{name}";
        }

        return char.IsUpper(name[0]) ? $"{_name}.{name}" : name;
    });

    private static IEnumerable<string> Values(List<string> markers, string name) =>
        markers.Where(m => m.StartsWith(name + "=", StringComparison.Ordinal)).Select(m => m[(name.Length + 1)..]);

    private static void Add(List<string> flags, string name, string value)
    {
        if (value.Length > 0)
        {
            flags.Add($"{name}={value}");
        }
    }

    private static string Tag(string tags, string name) =>
        Regex.Match(tags, $"(?:^| ){name}:\"([^\"]*)\"") is { Success: true } match ? match.Groups[1].Value : "";

    [GeneratedRegex(@"^type (\w+) struct \{$")]
    private static partial Regex StructStart();

    [GeneratedRegex(@"^type (\w+) struct\s*\{\}$")]
    private static partial Regex EmptyStruct();

    [GeneratedRegex(@"^type (\w+) =? ?((?:string|bool|int|map|\[|\w+\.?[A-Z]|[A-Z])\S*)$")]
    private static partial Regex Alias();

    [GeneratedRegex(@"^\s*//\s*\+(\S+)\s*$")]
    private static partial Regex Marker();

    [GeneratedRegex(@"^\t(?<name>[\w.*]+)(?:\s+(?<type>[^\s`]+))?\s+`(?<tag>[^`]*)`")]
    private static partial Regex Field();

    [GeneratedRegex(@"(?:(?<package>\w+)\.)?\b(?<name>[A-Za-z]\w*)\b")]
    private static partial Regex TypeName();
}
