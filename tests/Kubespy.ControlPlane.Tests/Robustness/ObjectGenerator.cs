using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Robustness;

/// <summary>Objects of a type by chance: every field of the table may be there, with values that fit it, in no particular order.</summary>
internal sealed class ObjectGenerator(int seed, bool hasEmptyLists = true)
{
    private const int MaxDepth = 7;

    private readonly Random _random = new(seed);

    public MapValue Object(Resource resource) => Struct(resource.Schema, 0)
        .With("kind", resource.Kind)
        .With("apiVersion", resource.ApiVersion)
        .With("metadata", MapValue.Of(("name", "x"), ("namespace", "default"), ("labels", MapValue.Of(("app", Pick("a", "b"))))));

    public MapValue Struct(TypeSchema type, int depth)
    {
        var share = Math.Max(0.05, 0.6 - (0.1 * depth));
        var map = new MapBuilder();
        foreach (var field in type.Fields.OrderBy(_ => _random.Next()))
        {
            if (_random.NextDouble() < share && field.Name is not ("kind" or "apiVersion") && depth < MaxDepth)
            {
                var value = Value(field.Type, depth + 1);
                map.Set(field.Name, value is ListValue list ? WithKeys(list, field) : value);
            }
        }

        return map.ToMap();
    }

    /// <summary>Items that are told apart by keys have different ones; those of a set differ.</summary>
    private static ListValue WithKeys(ListValue list, FieldSchema field)
    {
        if (field.Ownership == ListOwnership.Set || (field.MergeKey is null && field.Patch.HasFlag(PatchStrategy.Merge)))
        {
            return ListValue.Of(list.Distinct());
        }

        var keys = field.MapKeys.Append(field.MergeKey).OfType<string>().Distinct().ToArray();
        return keys.Length == 0 || field.Type.Element!.Object is not { } type ? list : ListValue.Of(list.Select((item, i) =>
            (Value)keys.Aggregate((MapValue)item, (map, key) => map.With(
                key, type.Find(key)!.Type.Kind == FieldKind.Integer ? NumberValue.Of(1000 + i) : StringValue.Of($"k{i}")))));
    }

    public T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    private Value Value(FieldType type, int depth) => type.Kind switch
    {
        FieldKind.Boolean => BoolValue.Of(_random.Next(2) == 0),
        FieldKind.Integer => NumberValue.Of(Pick(0, 1, 7, 80, 300, int.MaxValue)),
        FieldKind.Number => NumberValue.OfLiteral(Pick("0", "1.5", "-2")),
        FieldKind.String => StringValue.Of(Pick("", "a", "web-1", "Always", "ünï")),
        FieldKind.Bytes => StringValue.Of(Pick("", "aGk=", "AAEC")),
        FieldKind.Quantity => StringValue.Of(Pick("0", "1", "100m", "1Gi", "0.5", "1e3", "1500Mi", "0.1Ki")),
        FieldKind.IntOrString => _random.Next(2) == 0 ? NumberValue.Of(_random.Next(1, 90)) : StringValue.Of("25%"),
        FieldKind.Time => StringValue.Of(Pick("2026-01-02T03:04:05Z", "1999-12-31T23:59:59Z")),
        FieldKind.MicroTime => StringValue.Of("2026-01-02T03:04:05.123456Z"),
        FieldKind.Duration => StringValue.Of("1h0m0s"),
        FieldKind.Object => Struct(type.Object!, depth),
        FieldKind.List => ListValue.Of(Enumerable.Range(0, _random.Next(hasEmptyLists ? 0 : 1, 3)).Select(_ => Value(type.Element!, depth))),
        FieldKind.Map => MapValue.Of(Enumerable.Range(0, _random.Next(hasEmptyLists ? 0 : 1, 3)).Select(i => KeyValuePair.Create(Pick("b", "a", "c") + i, Value(type.Element!, depth)))),
        _ => MapValue.Of(("raw", Pick(1L, 2L))),
    };
}
