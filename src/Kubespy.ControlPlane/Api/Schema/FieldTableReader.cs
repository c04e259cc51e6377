using System.Collections.Frozen;
using System.Globalization;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>Reads the generated field table; its first lines say what its columns are.</summary>
internal static class FieldTableReader
{
    private static readonly Dictionary<string, FieldKind> Scalars = new(StringComparer.Ordinal)
    {
        ["string"] = FieldKind.String,
        ["bool"] = FieldKind.Boolean,
        ["int"] = FieldKind.Integer,
        ["int32"] = FieldKind.Integer,
        ["int64"] = FieldKind.Integer,
        ["float64"] = FieldKind.Number,
        ["types.UID"] = FieldKind.String,
        ["types.NodeName"] = FieldKind.String,
        ["meta/v1.Time"] = FieldKind.Time,
        ["meta/v1.MicroTime"] = FieldKind.MicroTime,
        ["meta/v1.Duration"] = FieldKind.Duration,
        ["meta/v1.FieldsV1"] = FieldKind.Raw,
        ["runtime.RawExtension"] = FieldKind.Raw,
        ["apiextensions/v1.JSON"] = FieldKind.Raw,
        ["apiextensions/v1.JSONSchemaPropsOrArray"] = FieldKind.Raw,
        ["apiextensions/v1.JSONSchemaPropsOrBool"] = FieldKind.Raw,
        ["apiextensions/v1.JSONSchemaPropsOrStringArray"] = FieldKind.Raw,
        ["resource.Quantity"] = FieldKind.Quantity,
        ["intstr.IntOrString"] = FieldKind.IntOrString,
    };

    public static FrozenDictionary<string, TypeSchema> Read()
    {
        using var stream = typeof(FieldTableReader).Assembly.GetManifestResourceStream("fields.txt")
            ?? throw new InvalidOperationException("The field table is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        var types = new List<(string Name, bool IsAtomic, List<string[]> Rows)>();
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split(' ');
            switch (columns[0])
            {
                case "#":
                    break;
                case "@alias":
                    aliases[columns[1]] = columns[2];
                    break;
                case "@type":
                    types.Add((columns[1], columns.Length > 2, []));
                    break;
                default:
                    types[^1].Rows.Add(columns);
                    break;
            }
        }

        return types.ToFrozenDictionary(
            type => type.Name,
            type => new TypeSchema(type.Name, type.IsAtomic, [.. type.Rows.Select(row => ReadField(row, aliases))]),
            StringComparer.Ordinal);
    }

    private static FieldSchema ReadField(string[] columns, Dictionary<string, string> aliases)
    {
        var flags = columns.AsSpan(4);
        var list = FlagOf(flags, "list=");
        return new FieldSchema
        {
            Name = columns[0] == "-" ? "" : columns[0],
            GoName = columns[1],
            Number = int.Parse(columns[2], CultureInfo.InvariantCulture),
            Type = ReadType(columns[3], aliases),
            OmitsEmpty = flags.Contains("omitempty"),
            Patch = ReadPatch(FlagOf(flags, "patch=")),
            MergeKey = FlagOf(flags, "key="),
            Ownership = list == "map" ? ListOwnership.Map : list == "set" ? ListOwnership.Set : ListOwnership.Atomic,
            MapKeys = FlagOf(flags, "keys=")?.Split('+') ?? [],
            IsAtomic = FlagOf(flags, "map=") == "atomic",
        };
    }

    private static string? FlagOf(ReadOnlySpan<string> flags, string prefix)
    {
        foreach (var flag in flags)
        {
            if (flag.StartsWith(prefix, StringComparison.Ordinal))
            {
                return flag[prefix.Length..];
            }
        }

        return null;
    }

    private static PatchStrategy ReadPatch(string? flag)
    {
        var strategy = PatchStrategy.None;
        foreach (var word in flag?.Split('+') ?? [])
        {
            strategy |= word switch
            {
                "merge" => PatchStrategy.Merge,
                "replace" => PatchStrategy.Replace,
                "retainKeys" => PatchStrategy.RetainKeys,
                _ => throw new InvalidOperationException($"The field table has an unknown patch strategy {word}."),
            };
        }

        return strategy;
    }

    private static FieldType ReadType(string text, Dictionary<string, string> aliases)
    {
        var isPointer = text[0] == '*';
        var goType = isPointer ? text[1..] : text;
        var printed = Printed(goType);
        if (Scalars.TryGetValue(goType, out var scalar))
        {
            return new FieldType(scalar, printed, isPointer);
        }

        if (goType == "[]byte")
        {
            return new FieldType(FieldKind.Bytes, "[]uint8", isPointer);
        }

        if (goType.StartsWith("[]", StringComparison.Ordinal))
        {
            return new FieldType(FieldKind.List, printed, isPointer, ReadType(goType[2..], aliases));
        }

        if (goType.StartsWith("map[", StringComparison.Ordinal))
        {
            return new FieldType(FieldKind.Map, printed, isPointer, ReadType(goType[(goType.IndexOf(']', StringComparison.Ordinal) + 1)..], aliases));
        }

        if (aliases.TryGetValue(goType, out var target))
        {
            var resolved = ReadType(target, aliases);
            return new FieldType(resolved.Kind, printed, isPointer, resolved.Element);
        }

        return new FieldType(FieldKind.Object, printed, isPointer, objectName: goType);
    }

    /// <summary>As Go prints the type: the package's last word only.</summary>
    private static string Printed(string goType) =>
        System.Text.RegularExpressions.Regex.Replace(goType, @"[a-z]+/(v[12])\.", "$1.");
}
