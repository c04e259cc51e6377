using System.Text;
using CsCheck;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tests.Values;

/// <summary>What is read is what was written, however it nests, with names given twice and maps of any size.</summary>
public sealed class ValueReaderTests
{
    // Few names, so that some are given twice; up to 40 entries, beyond which an index is kept.
    private static readonly Gen<string> Name = Gen.Int[0, 50].Select(i => $"name-{i}");

    private static readonly Gen<Node> Any = Gen.Recursive<Node>((depth, below) => depth > 3
        ? Gen.String[0, 60].Select(s => (Node)new Node.Leaf(s))
        : Gen.OneOf(
            Gen.String[0, 60].Select(s => (Node)new Node.Leaf(s)),
            Gen.Select(Name, below).Array[0, 40].Select(e => (Node)new Node.Map(e)),
            below.Array[0, 6].Select(i => (Node)new Node.List(i))));

    [Fact]
    public void Trees_are_read_as_they_were_written() => Any.Sample(
        node =>
        {
            var text = new StringBuilder();
            node.Write(text);
            ValueReader.Read(text.ToString()).ShouldBe(node.Value);
        },
        iter: 2_000);

    [Fact]
    public void A_name_given_twice_keeps_its_first_place_and_its_last_value()
    {
        var names = Enumerable.Range(0, 100).Select(i => $"n{i}").ToArray();
        var map = (MapValue)ValueReader.Read("{" + string.Join(',', names.Append("n3").Append("n99").Select((n, i) => $"\"{n}\":{i}")) + "}");
        map.Names.ToArray().ShouldBe(names);
        (map["n3"]!.AsInt64(), map["n4"]!.AsInt64(), map["n99"]!.AsInt64()).ShouldBe((100, 4, 101));
    }

    [Fact]
    public void One_that_could_not_be_read_leaves_nothing_for_the_next()
    {
        Should.Throw<System.Text.Json.JsonException>(() => ValueReader.Read("""{"a":{"b":[1,2,{"c":"""));
        ValueReader.Read("""{"x":[1]}""").ShouldBe(MapValue.Of(("x", ListValue.Create([NumberValue.Of(1)]))));
    }

    private abstract record Node
    {
        public abstract Value Value { get; }

        public abstract void Write(StringBuilder text);

        internal sealed record Leaf(string Text) : Node
        {
            public override Value Value => StringValue.Of(Text);

            public override void Write(StringBuilder text) => text.Append(System.Text.Json.JsonSerializer.Serialize(Text));
        }

        internal sealed record Map((string Name, Node Node)[] Entries) : Node
        {
            public override Value Value => Entries.Aggregate(MapValue.Empty, (map, e) => map.With(e.Name, e.Node.Value));

            public override void Write(StringBuilder text)
            {
                text.Append('{');
                foreach (var (i, (name, node)) in Entries.Index())
                {
                    text.Append(i == 0 ? "" : ",").Append('"').Append(name).Append("\":");
                    node.Write(text);
                }

                text.Append('}');
            }
        }

        internal sealed record List(Node[] Items) : Node
        {
            public override Value Value => ListValue.Of(Items.Select(i => i.Value));

            public override void Write(StringBuilder text)
            {
                text.Append('[');
                foreach (var (i, node) in Items.Index())
                {
                    text.Append(i == 0 ? "" : ",");
                    node.Write(text);
                }

                text.Append(']');
            }
        }
    }
}
