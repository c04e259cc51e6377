using CsCheck;
using Kubespy.Core.Values;
using Kubespy.Recording.Entries;

namespace Kubespy.Recording.Tests;

public sealed class ObjectDeltaTests
{
    private static readonly Gen<Value> Leaf = Gen.OneOf(
        Gen.Int[0, 3].Select(n => (Value)n), OneOf("a", "b", "é~/").Select(t => (Value)t), Gen.Const(Value.Null), Gen.Bool.Select(b => (Value)b), Gen.Const(NumberValue.OfLiteral("1.0")).Select(n => (Value)n));

    private static readonly Gen<string> Name = OneOf("a", "b", "c/d", "e~f", "0", "-", "");

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<Value> Any(int depth) => depth == 0 ? Leaf : Gen.Frequency(
        (2, Leaf),
        (3, Map(depth).Select(m => (Value)m)),
        (3, Any(depth - 1).Array[0, 4].Select(items => (Value)ListValue.Of(items))));

    private static Gen<MapValue> Map(int depth) => Gen.Select(Name, Any(depth - 1)).Array[0, 5].Select(entries =>
        MapValue.Of(entries.Select(e => KeyValuePair.Create(e.Item1, e.Item2))));

    [Fact]
    public void What_a_patch_makes_is_the_later_version_to_the_letter() =>
        Gen.Select(Map(3), Map(3)).Sample((old, next) =>
        {
            var patch = ObjectDelta.Between(old, next);
            var read = ValueReader.Read(patch.ToString()).AsList()!;
            return ObjectDelta.Apply(old, read).ToString() == next.ToString();
        }, iter: 20_000);

    [Fact]
    public void Nothing_is_patched_where_both_are_the_same() =>
        Map(3).Sample(map => ObjectDelta.Between(map, (MapValue)ValueReader.Read(map.ToString())).Count == 0);

    [Fact]
    public void A_condition_that_turns_costs_its_own_fields_alone()
    {
        var old = ValueReader.Read("""{"metadata":{"resourceVersion":"1"},"status":{"conditions":[{"type":"Ready","status":"False"},{"type":"Initialized","status":"True"}]}}""").AsMap()!;
        var next = ValueReader.Read("""{"metadata":{"resourceVersion":"2"},"status":{"conditions":[{"type":"Ready","status":"True"},{"type":"Initialized","status":"True"}]}}""").AsMap()!;
        ObjectDelta.Between(old, next).ToString().ShouldBe(
            """[{"op":"replace","path":"/metadata/resourceVersion","value":"2"},{"op":"replace","path":"/status/conditions/0/status","value":"True"}]""");
    }

    [Fact]
    public void A_field_that_comes_in_between_replaces_its_map_so_that_the_order_stays()
    {
        var old = ValueReader.Read("""{"status":{"a":1,"c":3},"x":1}""").AsMap()!;
        var next = ValueReader.Read("""{"status":{"a":1,"b":2,"c":3},"x":1}""").AsMap()!;
        ObjectDelta.Apply(old, ObjectDelta.Between(old, next)).ToString().ShouldBe(next.ToString());
    }

    [Theory]
    [InlineData("""[{"op":"remove","path":"/b"}]""")]
    [InlineData("""[{"op":"add","path":"a","value":1}]""")]
    [InlineData("""[{"op":"replace","path":"","value":[]}]""")]
    [InlineData("""[{"op":"remove","path":""}]""")]
    [InlineData("""[{"op":"copy","path":"/c","from":"/a"}]""")]
    [InlineData("""[7]""")]
    public void A_patch_that_does_not_fit_is_refused(string patch) =>
        Should.Throw<FormatException>(() => ObjectDelta.Apply(MapValue.Of(("a", 1)), ValueReader.Read(patch).AsList()!));
}
