using System.Globalization;
using System.Runtime.CompilerServices;
using CsCheck;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tests.Values;

/// <summary>What is shared is the same to the byte, what repeats is one, and what does not repeat is not kept.</summary>
public sealed class ValuePoolTests
{
    private static readonly Value[] Others =
        ["", 1, 5000, NumberValue.OfLiteral("1.0"), NumberValue.OfLiteral("5e3"), true, false, Value.Null, MapValue.Empty, ListValue.Empty];

    // Few of each, so that trees have parts in common; names in different orders, numbers that are equal and written otherwise.
    private static readonly Gen<Value> Any = Gen.Recursive<Value>((depth, below) =>
    {
        var leaf = Gen.OneOf(
            Gen.Int[0, 5].Select(i => (Value)$"text-{i}"),
            Gen.Int[0, 2].Select(i => (Value)new string('x', 127 + i)),
            Gen.Int[0, Others.Length - 1].Select(i => Others[i]));
        return depth > 2 ? leaf : Gen.OneOf(
            leaf,
            Map(below, 5),
            Map(leaf, 40),
            below.Array[0, 4].Select(items => (Value)ListValue.Of(items)));
    });

    private static Gen<Value> Map(Gen<Value> values, int most) => Gen.Select(Gen.Int[0, 30], values).Array[0, most]
        .Select(entries => (Value)MapValue.Of(entries.Select(e => KeyValuePair.Create($"name-{e.Item1}", e.Item2))));

    [Fact]
    public void What_is_shared_is_the_same_to_the_byte() => Gen.Select(Any, Any).Sample(
        (value, known) =>
        {
            var (map, before) = (MapValue.Of(("a", value), ("b", known)), MapValue.Of(("a", known), ("b", known)));
            var text = map.ToString();
            ValuePool.Share(map).ToString().ShouldBe(text);
            ValuePool.Share(map, before).ToString().ShouldBe(text);
            ValuePool.Share(map, ValuePool.Share(before)).ToString().ShouldBe(text);
            map.ToString().ShouldBe(text);
        },
        iter: 2_000);

    [Fact]
    public void Trees_that_repeat_are_one_and_what_is_different_in_them_stays()
    {
        var pods = Enumerable.Range(0, 10).Select(i => ValuePool.Share(Pod($"web-{i}"))).ToArray();

        pods[8]["spec"].ShouldBeSameAs(pods[9]["spec"]);
        pods[8].At("metadata", "labels").ShouldBeSameAs(pods[9].At("metadata", "labels"));
        pods[9].StringAt("metadata", "name").ShouldBe("web-9");
    }

    [Fact]
    public void Parts_of_the_revision_before_are_taken_over_though_no_other_has_them()
    {
        var before = ValuePool.Share(Pod("alone"));
        var after = ValuePool.Share(Pod("alone").With("status", MapValue.Of(("phase", "Running"))), before);

        after["metadata"].ShouldBeSameAs(before["metadata"]);
        ValuePool.Share(Pod("alone"), before).ShouldBeSameAs(before);
    }

    [Fact]
    public void Maps_with_the_same_entries_in_another_order_are_two()
    {
        for (var i = 0; i < 5; i++)
        {
            ValuePool.Share(MapValue.Of(("m", MapValue.Of(("x", "1"), ("y", "2"))))).ToString().ShouldBe("""{"m":{"x":"1","y":"2"}}""");
            ValuePool.Share(MapValue.Of(("m", MapValue.Of(("y", "2"), ("x", "1"))))).ToString().ShouldBe("""{"m":{"y":"2","x":"1"}}""");
        }
    }

    [Fact]
    public void What_repeats_stays_while_others_pass_through_and_those_are_not_kept()
    {
        Hot();
        var kept = Hot();
        var passed = Pass(200_000);
        GC.Collect();

        Hot().ShouldBeSameAs(kept);
        // Two a slot at most, of 4,096 slots.
        passed.Count(reference => reference.IsAlive).ShouldBeLessThanOrEqualTo(8_192);

        static Value Hot() => ValuePool.Share(MapValue.Of(("h", string.Create(CultureInfo.InvariantCulture, $"asked for again {1}"))))["h"]!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Pass(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new WeakReference(ValuePool.Share(MapValue.Of(("n", $"passes through {i}")))["n"]))];

    private static MapValue Pod(string name) => (MapValue)ValueReader.Read($$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","labels":{"app":"web","tier":"front"} },
         "spec":{"containers":[{"name":"c","image":"nginx:1","resources":{} }],"tolerations":[{"key":"node.kubernetes.io/not-ready","tolerationSeconds":3000}]} }
        """);
}
