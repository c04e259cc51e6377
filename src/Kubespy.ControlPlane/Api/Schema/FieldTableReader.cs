using System.Globalization;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>Reads the generated field table; its first lines say what its columns are.</summary>
internal static class FieldTableReader
{
    /// <summary>Only the types' names are read; the fields of each once they are asked for.</summary>
    public static Dictionary<string, TypeSchema> Read()
    {
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        var types = new Dictionary<string, TypeSchema>(StringComparer.Ordinal);
        var text = Text();
        for (var start = 0; start < text.Length;)
        {
            var end = EndOfLine(text, start);
            if (text[start] == '@')
            {
                var columns = ColumnsOf(text, start, end);
                if (columns[0] == "@alias")
                {
                    aliases[columns[1]] = columns[2];
                }
                else
                {
                    var rows = end + 1;
                    types.Add(columns[1], new TypeSchema(columns[1], columns.Length > 2, () => ReadFields(text, rows, aliases)));
                }
            }

            start = end + 1;
        }

        return types;
    }

    private static string Text()
    {
        using var stream = typeof(FieldTableReader).Assembly.GetManifestResourceStream("fields.txt")
            ?? throw new InvalidOperationException("The field table is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The rows until the next type or alias.</summary>
    private static List<FieldSchema> ReadFields(string text, int start, Dictionary<string, string> aliases)
    {
        var fields = new List<FieldSchema>();
        while (start < text.Length && text[start] != '@')
        {
            var end = EndOfLine(text, start);
            fields.Add(ReadField(ColumnsOf(text, start, end), aliases));
            start = end + 1;
        }

        return fields;
    }

    private static string[] ColumnsOf(string text, int start, int end) => text.AsSpan(start, end - start).TrimEnd('\r').ToString().Split(' ');

    private static int EndOfLine(string text, int start) => text.IndexOf('\n', start) is var end and >= 0 ? end : text.Length;

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
            IsGranular = FlagOf(flags, "map=") == "granular",
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
        if (ScalarOf(goType) is { } scalar)
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

    private static FieldKind? ScalarOf(string goType) => goType switch
    {
        "string" or "types.UID" or "types.NodeName" => FieldKind.String,
        "bool" => FieldKind.Boolean,
        "int" or "int32" or "int64" => FieldKind.Integer,
        "float64" => FieldKind.Number,
        "meta/v1.Time" => FieldKind.Time,
        "meta/v1.MicroTime" => FieldKind.MicroTime,
        "meta/v1.Duration" => FieldKind.Duration,
        "meta/v1.FieldsV1" or "runtime.RawExtension" or "apiextensions/v1.JSON" or "apiextensions/v1.JSONSchemaPropsOrArray"
            or "apiextensions/v1.JSONSchemaPropsOrBool" or "apiextensions/v1.JSONSchemaPropsOrStringArray" => FieldKind.Raw,
        "resource.Quantity" => FieldKind.Quantity,
        "intstr.IntOrString" => FieldKind.IntOrString,
        _ => null,
    };

    /// <summary>As Go prints the type: <c>core/v1.Container</c> is <c>v1.Container</c>, also as an item of a list or map.</summary>
    private static string Printed(string goType)
    {
        var slash = goType.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return goType.Replace("[]byte", "[]uint8", StringComparison.Ordinal);
        }

        var package = slash;
        while (package > 0 && char.IsAsciiLetterLower(goType[package - 1]))
        {
            package--;
        }

        return $"{goType.AsSpan(0, package)}{Printed(goType[(slash + 1)..])}";
    }
}
