using System.Globalization;
using System.Runtime.CompilerServices;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>
/// The columns that a CustomResourceDefinition names, each a simple JSONPath; only the age where it names none
/// (apiextensions-apiserver/pkg/registry/customresource/tableconvertor).
/// </summary>
internal static class PrinterColumns
{
    private static readonly ConditionalWeakTable<ServedVersion, IReadOnlyList<TableColumn>> Known = [];

    public static IReadOnlyList<TableColumn> Of(ServedVersion served) => Known.GetValue(served, Build);

    private static IReadOnlyList<TableColumn> Build(ServedVersion served) => served.PrinterColumns.Count == 0
        ? [TableColumns.NameColumn, TableColumns.AgeColumn]
        : [TableColumns.NameColumn, .. served.PrinterColumns.Select(Column)];

    private static TableColumn Column(Value definition)
    {
        var path = definition.StringAt("jsonPath") ?? "";
        var type = definition.StringAt("type") ?? "string";
        var steps = SimplePath.Parse(path);
        return new TableColumn(
            definition.StringAt("name") ?? "",
            type,
            (int)(definition.Int64At("priority") ?? 0),
            definition.StringAt("description") is { Length: > 0 } text ? text : $"Custom resource definition column (in JSONPath format): {path}",
            (obj, now) => Cell(type, SimplePath.Find(obj.Root, steps), now))
        {
            Format = definition.StringAt("format") ?? "",
        };
    }

    private static Value Cell(string type, Value? value, DateTimeOffset now) => (type, value) switch
    {
        (_, null or NullValue) => Value.Null,
        ("string", StringValue) => value,
        ("string", _) => StringValue.Of(value.ToString()),
        ("integer", NumberValue number) => number.TryInt64() ?? (long)number.ToDouble(),
        ("number", NumberValue) => value,
        ("boolean", BoolValue) => value,
        ("date", StringValue time) => Timestamp.Parse(time.Text) is { } since ? TableColumns.Age(since, now) : "<invalid>",
        _ => Value.Null,
    };

    /// <summary>The part of JSONPath that columns use: names, indices, quoted names, and filters by equality.</summary>
    private static class SimplePath
    {
        public static List<Func<Value, Value?>> Parse(string path)
        {
            var steps = new List<Func<Value, Value?>>();
            for (var at = 0; at < path.Length;)
            {
                if (path[at] == '[')
                {
                    var end = path.IndexOf(']', at);
                    end = end < 0 ? path.Length : end;
                    steps.Add(Bracket(path[(at + 1)..end]));
                    at = end + 1;
                }
                else
                {
                    var start = path[at] == '.' ? at + 1 : at;
                    var end = path.AsSpan(start).IndexOfAny('.', '[') is var next and >= 0 ? start + next : path.Length;
                    var name = path[start..end];
                    if (name.EndsWith('\\') && end < path.Length)
                    {
                        // An escaped dot belongs to the name: .metadata.annotations.example\.com/x
                        (name, end) = Unescape(path, start);
                    }

                    if (name.Length > 0)
                    {
                        steps.Add(value => value[name]);
                    }

                    at = end;
                }
            }

            return steps;
        }

        public static Value? Find(Value root, IReadOnlyList<Func<Value, Value?>> steps)
        {
            Value? value = root;
            foreach (var step in steps)
            {
                value = value is null ? null : step(value);
            }

            return value;
        }

        private static (string Name, int End) Unescape(string path, int start)
        {
            var end = start;
            while (end < path.Length && path[end] != '[' && (path[end] != '.' || (end > start && path[end - 1] == '\\')))
            {
                end++;
            }

            return (path[start..end].Replace("\\.", ".", StringComparison.Ordinal), end);
        }

        private static Func<Value, Value?> Bracket(string inside)
        {
            if (int.TryParse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            {
                return value => value is ListValue list && (index < 0 ? list.Count + index : index) is var i and >= 0 && i < list.Count ? list[i] : null;
            }

            if (inside.StartsWith("?(@.", StringComparison.Ordinal) && inside.IndexOf("==", StringComparison.Ordinal) is var equals and > 0)
            {
                var name = inside[4..equals].Trim();
                var wanted = inside[(equals + 2)..].TrimEnd(')').Trim(' ', '"', '\'');
                return value => (value as ListValue)?.FirstOrDefault(i => i.StringAt(name.Split('.')) == wanted);
            }

            var key = inside.Trim('\'', '"');
            return key == "*" ? value => (value as ListValue) is [var first, ..] ? first : null : value => value[key];
        }
    }
}
