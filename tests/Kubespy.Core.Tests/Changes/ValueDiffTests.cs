using CsCheck;
using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tests.Changes;

public sealed class ValueDiffTests
{
    private static readonly FieldScope WithNoise = new([], withNoise: true);

    [Theory]
    [InlineData("""{"status":{"phase":"Pending"}}""", """{"status":{"phase":"Running"}}""", """.status.phase: "Pending" "Running" """)]
    [InlineData("""{"a":1}""", """{"b":[]}""", ".a: 1 -|.b: - []")]
    [InlineData("""{"a":null}""", """{"a":{}}""", ".a: null {}")]
    [InlineData("""{"metadata":{"labels":{"x.io/y":"1"}}}""", """{"metadata":{"labels":{}}}""", """.metadata.labels["x.io/y"]: "1" -""")]
    [InlineData("""{"conditions":[{"type":"A","status":"True"},{"type":"B","status":"True"}]}""", """{"conditions":[{"type":"B","status":"True"},{"type":"A","status":"False"}]}""", """.conditions[type=A].status: "True" "False" """)]
    [InlineData("""{"ports":[{"containerPort":80,"protocol":"TCP"}]}""", """{"ports":[{"containerPort":80,"protocol":"TCP"},{"containerPort":80,"protocol":"UDP"}]}""", """.ports[containerPort=80,protocol=UDP]: - {"containerPort":80,"protocol":"UDP"}""")]
    [InlineData("""{"metadata":{"finalizers":["a","b"]}}""", """{"metadata":{"finalizers":["b","a"]}}""", "")]
    [InlineData("""{"metadata":{"finalizers":["a","b"]}}""", """{"metadata":{"finalizers":["b","c"]}}""", """.metadata.finalizers[="a"]: "a" -|.metadata.finalizers[="c"]: - "c" """)]
    [InlineData("""{"command":["a","b"]}""", """{"command":["a","c","b"]}""", """.command: ["a","b"] ["a","c","b"]""")]
    [InlineData("""{"words":["a","b"]}""", """{"words":["b","a"]}""", """.words: ["a","b"] ["b","a"]""")]
    [InlineData("""{"words":["a","b"]}""", """{"words":["b","c"]}""", """.words[="a"]: "a" -|.words[="c"]: - "c" """)]
    [InlineData("""{"words":["a","b","c"]}""", """{"words":["c","b"]}""", """.words: ["a","b","c"] ["c","b"]""")]
    [InlineData("""{"env":[{"name":"B"}]}""", """{"env":[{"name":"A"},{"name":"B"}]}""", """.env[name=A]: - {"name":"A"}|.env order: ["B"] ["A","B"]""")]
    [InlineData("""{"env":[{"name":"A"},{"name":"B"}]}""", """{"env":[{"name":"B"},{"name":"A"}]}""", """.env order: ["A","B"] ["B","A"]""")]
    [InlineData("""{"steps":[{"run":"a"},{"run":"b"}]}""", """{"steps":[{"run":"a"},{"run":"c"},{"run":"d"}]}""", """.steps[1].run: "b" "c"|.steps[2]: - {"run":"d"}""")]
    [InlineData("""{"things":[{"name":"a","v":1},{"name":"a","v":2}]}""", """{"things":[{"name":"a","v":1},{"name":"a","v":3}]}""", ".things[1].v: 2 3")]
    public void Only_what_changed_is_told_each_item_by_its_key(string old, string @new, string changes) =>
        string.Join('|', Diff(old, @new)).ShouldBe(changes.Trim());

    [Theory]
    [InlineData("""{"metadata":{"resourceVersion":"1","generation":1,"managedFields":[]}}""", """{"metadata":{"resourceVersion":"2","generation":2,"managedFields":[{}]}}""")]
    [InlineData("""{"status":{"conditions":[{"type":"Ready","lastHeartbeatTime":"1"}]}}""", """{"status":{"conditions":[{"type":"Ready","lastHeartbeatTime":"2","observedGeneration":4}]}}""")]
    [InlineData("""{"kind":"Lease","spec":{"renewTime":"1"}}""", """{"kind":"Lease","spec":{"renewTime":"2"}}""")]
    [InlineData("""{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"a"}}}""", """{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"b"}}}""")]
    public void Noise_is_folded_unless_it_is_wanted(string old, string @new)
    {
        Diff(old, @new).ShouldBeEmpty();
        Diff(old, @new, WithNoise).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_transition_time_is_told_only_where_no_transition_was_seen()
    {
        const string Ready = """{"conditions":[{"type":"Ready","status":"True","lastTransitionTime":"1"}]}""";
        Diff(Ready, Ready.Replace("True", "False", StringComparison.Ordinal).Replace("\"1\"", "\"2\"", StringComparison.Ordinal)).Single().ShouldStartWith(".conditions[type=Ready].status:");
        Diff(Ready, Ready.Replace("\"1\"", "\"2\"", StringComparison.Ordinal)).Single().ShouldStartWith(".conditions[type=Ready].lastTransitionTime:");
    }

    [Theory]
    [InlineData(".status.conditions", ".status.conditions[type=A].status")]
    [InlineData("status.conditions[type=A]", ".status.conditions[type=A].status")]
    [InlineData("status.conditions[type=B]", "")]
    [InlineData(".status.conditions[].status", ".status.conditions[type=A].status")]
    [InlineData(".metadata.labels[\"x.io/y\"]", ".metadata.labels[\"x.io/y\"]")]
    [InlineData(@".metadata.labels.x\.io/y", ".metadata.labels[\"x.io/y\"]")]
    [InlineData(".spec", ".spec.containers[name=c].image")]
    [InlineData(".status.phase", ".status.phase")]
    public void Fields_narrow_what_is_looked_at(string field, string path)
    {
        var scope = new FieldScope([FieldPattern.Parse(field)], withNoise: false);
        Diff(
            """{"metadata":{},"spec":{"containers":[{"name":"c","image":"1"}]},"status":{"conditions":[{"type":"A","status":"1"}]}}""",
            """{"metadata":{"labels":{"x.io/y":"1"}},"spec":{"containers":[{"name":"c","image":"2"}]},"status":{"phase":"x","conditions":[{"type":"A","status":"2"}]}}""",
            scope).Select(c => c.Split(": ")[0]).ShouldBe(path.Length == 0 ? [] : [path]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".a..b")]
    [InlineData(".a[b")]
    [InlineData(".a[]")]
    [InlineData("$$")]
    [InlineData("--")]
    [InlineData("{.status}")]
    [InlineData(".status phase")]
    public void What_names_no_field_is_refused(string text) => Should.Throw<FormatException>(() => FieldPattern.Parse(text)).Message.ShouldNotBeEmpty();

    [Theory]
    [InlineData(".spec.$ref", ".spec[\"$ref\"]")]
    [InlineData("[\"$$\"]", "[\"$$\"]")]
    [InlineData(".x-kubernetes-list-type", ".x-kubernetes-list-type")]
    public void Names_that_only_look_odd_are_fields(string text, string pattern) => FieldPattern.Parse(text).ToString().ShouldBe(pattern);

    [Fact]
    public void The_changes_make_the_new_revision_of_the_old() => Gen.Select(GenObject, GenObject).Sample((old, @new) =>
    {
        var changes = ValueDiff.Of(new KubeObject(old), new KubeObject(@new), WithNoise);
        var made = ChangeApplier.Apply(old, changes);
        ChangeApplier.Canonical(made).ShouldBe(ChangeApplier.Canonical(@new));
        ValueDiff.Of(new KubeObject((MapValue)made), new KubeObject(@new), WithNoise).ShouldBeEmpty();
        ValueDiff.Of(new KubeObject(@new), new KubeObject(@new), WithNoise).ShouldBeEmpty();
    }, iter: 2000);

    private static readonly Gen<string> GenName = OneOf("conditions", "containers", "env", "ports", "finalizers", "command", "words", "status", "name", "type", "a.b/c");

    private static readonly Gen<Value> GenScalar = Gen.OneOf(
        OneOf("x", "y", "z", "").Select(t => (Value)t), Gen.Int[0, 3].Select(n => (Value)n), Gen.Bool.Select(b => (Value)b), Gen.Const(Value.Null));

    private static readonly Gen<Value> GenItem = Gen.Select(OneOf("a", "b", "c"), GenScalar, GenScalar)
        .Select((name, value, port) => (Value)MapValue.Of(("name", name), ("type", name), ("value", value), ("containerPort", port)));

    private static readonly Gen<MapValue> GenObject = GenMap(3);

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static Gen<MapValue> GenMap(int depth) => Gen.Select(GenName, GenValue(depth)).List[0, 5]
        .Select(entries => MapValue.Of(entries.Select(e => KeyValuePair.Create(e.Item1, e.Item2))));

    private static Gen<Value> GenValue(int depth) => depth == 0 ? GenScalar : Gen.Frequency(
        (3, GenScalar),
        (2, GenMap(depth - 1).Select(m => (Value)m)),
        (2, GenItem.List[0, 4].Select(l => (Value)ListValue.Of(l))),
        (2, GenScalar.List[0, 4].Select(l => (Value)ListValue.Of(l))),
        (1, GenValue(depth - 1).List[0, 3].Select(l => (Value)ListValue.Of(l))));

    private static string[] Diff(string old, string @new, FieldScope? scope = null) =>
    [
        .. ValueDiff.Of(KubeObject.Parse(old), KubeObject.Parse(@new), scope ?? FieldScope.Whole)
            .Select(c => $"{c.Path}{(c.IsOrder ? " order" : "")}: {c.Old?.ToString() ?? "-"} {c.New?.ToString() ?? "-"}"),
    ];
}
