using System.Globalization;
using System.Text.RegularExpressions;
using Kubespy.Core.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Kubespy.Yaml;

/// <summary>
/// Reads YAML as sigs.k8s.io/yaml does: YAML 1.1 scalars (<c>y</c>, <c>yes</c>, <c>on</c> are booleans), keys as strings,
/// anchors and aliases expanded within a bound.
/// </summary>
internal static partial class YamlReader
{
    /// <summary>More nodes than this, aliases expanded, are refused: a few lines of aliases can stand for billions.</summary>
    public const int MaxNodes = 500_000;

    /// <summary>Deeper nesting than this is refused, as it is in JSON.</summary>
    public const int MaxDepth = ValueReader.MaxDepth;

    /// <summary>Reads each document of the stream that is not empty.</summary>
    /// <exception cref="YamlException">The text is not YAML, or too large once its aliases are expanded.</exception>
    public static IReadOnlyList<Value> ReadAll(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var documents = new List<Value>();
        parser.Consume<StreamStart>();
        while (!parser.Accept<StreamEnd>(out _))
        {
            parser.Consume<DocumentStart>();
            var document = new Reading(parser).ReadNode();
            parser.Consume<DocumentEnd>();
            if (document is not NullValue)
            {
                documents.Add(document);
            }
        }

        return documents;
    }

    /// <summary>The meaning of a plain (unquoted) scalar.</summary>
    internal static Value Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => Value.Null,
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => BoolValue.True,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => BoolValue.False,
        _ => char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.' ? ResolveNumber(text) : StringValue.Of(text),
    };

    private static Value ResolveNumber(string text)
    {
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (DecimalInteger().IsMatch(plain))
        {
            return NumberValue.OfLiteral(plain.TrimStart('+'));
        }

        if (ParseRadix(plain) is { } integer)
        {
            return NumberValue.Of(integer);
        }

        return Float().IsMatch(plain) && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? NumberValue.OfLiteral(number.ToString("R", CultureInfo.InvariantCulture))
            : StringValue.Of(text);
    }

    private static long? ParseRadix(string text)
    {
        var (sign, digits) = text[0] == '-' ? (-1, text[1..]) : (1, text.TrimStart('+'));
        var (radix, body) = digits switch
        {
            ['0', 'x' or 'X', .. var hex] => (16, hex),
            ['0', 'o', .. var octal] => (8, octal),
            ['0', 'b', .. var binary] => (2, binary),
            ['0', .. var octal] => (8, octal),
            _ => (0, ""),
        };
        if (radix == 0 || body.Length is 0 or > 16 || !body.All(c => char.IsAsciiHexDigit(c) && Convert.ToInt32(c.ToString(), 16) < radix))
        {
            return null;
        }

        return sign * Convert.ToInt64(body, radix);
    }

    [GeneratedRegex(@"^[-+]?(0|[1-9][0-9]*)$")]
    private static partial Regex DecimalInteger();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Float();

    private sealed class Reading(IParser parser)
    {
        private readonly Dictionary<AnchorName, Value> _anchors = [];
        private int _nodes;
        private int _depth;

        public Value ReadNode()
        {
            if (++_nodes > MaxNodes)
            {
                throw new YamlException("the document has too many nodes");
            }

            switch (parser.Current)
            {
                case Scalar scalar:
                    parser.MoveNext();
                    return Remember(scalar.Anchor, ReadScalar(scalar));
                case SequenceStart:
                    return ReadNested(ReadList);
                case MappingStart:
                    return ReadNested(ReadMap);
                case AnchorAlias alias:
                    parser.MoveNext();
                    var value = _anchors.GetValueOrDefault(alias.Value) ?? throw new YamlException($"unknown anchor '{alias.Value}' referenced");
                    _nodes += CountOf(value);
                    if (_depth + DepthOf(value) > MaxDepth)
                    {
                        throw new YamlException("exceeded max depth");
                    }

                    return value;
                default:
                    throw new YamlException($"unexpected {parser.Current}");
            }
        }

        private Value ReadNested(Func<Value> read)
        {
            if (++_depth > MaxDepth)
            {
                throw new YamlException("exceeded max depth");
            }

            var value = read();
            _depth--;
            return value;
        }

        private static Value ReadScalar(Scalar scalar) =>
            scalar is { IsPlainImplicit: true, Style: ScalarStyle.Plain } ? Resolve(scalar.Value) : StringValue.Of(scalar.Value);

        private ListValue ReadList()
        {
            var anchor = parser.Consume<SequenceStart>().Anchor;
            var items = new List<Value>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadNode());
            }

            return Remember(anchor, ListValue.Of(items));
        }

        private MapValue ReadMap()
        {
            var anchor = parser.Consume<MappingStart>().Anchor;
            var entries = new MapBuilder();
            var merged = new List<MapValue>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = ReadNode();
                var value = ReadNode();
                if (key.AsString() == "<<")
                {
                    merged.AddRange(value is MapValue one ? [one] : value.AsList()?.OfType<MapValue>() ?? []);
                }
                else
                {
                    entries.Set(key is StringValue name ? name.Text : key.ToString(), value);
                }
            }

            foreach (var (name, value) in merged.SelectMany(m => m).Where(e => !entries.Contains(e.Key)).ToList())
            {
                entries.Set(name, value);
            }

            return Remember(anchor, entries.ToMap());
        }

        private static int CountOf(Value value) => value switch
        {
            MapValue map => 1 + map.Sum(e => CountOf(e.Value)),
            ListValue list => 1 + list.Sum(CountOf),
            _ => 1,
        };

        private static int DepthOf(Value value) => value switch
        {
            MapValue map => 1 + map.Select(e => DepthOf(e.Value)).DefaultIfEmpty().Max(),
            ListValue list => 1 + list.Select(DepthOf).DefaultIfEmpty().Max(),
            _ => 0,
        };

        private T Remember<T>(AnchorName anchor, T value)
            where T : Value
        {
            if (!anchor.IsEmpty)
            {
                _anchors[anchor] = value;
            }

            return value;
        }
    }
}
