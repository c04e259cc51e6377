using CsCheck;
using Kubespy.Cli.Views;
using Kubespy.Core.Values;
using Kubespy.Yaml;

namespace Kubespy.Cli.Tests.Views;

public sealed class YamlTextTests
{
    private static readonly Gen<string> GenText = Gen.OneOf(
        Gen.String[Gen.Char["ab0 :#-'\"\n\t\\{}[]&*!|>%@`,?.e+~=<"], 0, 8],
        Gen.String[0, 6],
        Gen.Int[0, 11].Select(i => (string[])["true", "yes", "null", "1.0", "0x1f", "1e3", "~", "on", "2026-01-01", "-", "a\nb\n", "a\n\n"]).Select((words) => words[^1]));

    private static readonly Gen<Value> GenScalar = Gen.OneOf(
        GenText.Where(t => !t.Any(char.IsSurrogate)).Select(t => (Value)t), Gen.Long.Select(n => (Value)n), Gen.Bool.Select(b => (Value)b), Gen.Const(Value.Null));

    [Fact]
    public void What_is_written_reads_as_what_it_was() => GenValue(3).Sample(value =>
    {
        var yaml = string.Join('\n', YamlText.Lines(value)) + "\n";
        var read = YamlReader.ReadAll(yaml);
        (read.Count == 0 ? Value.Null : read[0]).ShouldBe(value, yaml);
    }, iter: 3000);

    [Fact]
    public void No_control_character_is_written() => GenValue(2).Sample(value =>
        YamlText.Lines(value).ShouldAllBe(l => !l.Any(char.IsControl)), iter: 1000);

    [Theory]
    [InlineData("nginx:1.7.9", "nginx:1.7.9")]
    [InlineData("true", "\"true\"")]
    [InlineData("1", "\"1\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a *", "\"a *\"")]
    [InlineData("\u001b[31mred", "\"\\x1b[31mred\"")]
    [InlineData("\u202egnp", "\"\\u202egnp\"")]
    [InlineData("日本", "\"日本\"")]
    public void What_could_be_taken_for_something_else_is_quoted(string text, string yaml) => YamlText.Inline(text).ShouldBe(yaml);

    private static Gen<Value> GenValue(int depth) => depth == 0 ? GenScalar : Gen.OneOf(
        GenScalar,
        Gen.Select(GenText.Where(t => !t.Any(char.IsSurrogate) && t != "<<"), GenValue(depth - 1)).List[0, 4].Select(l => (Value)MapValue.Of(l.Select(e => KeyValuePair.Create(e.Item1, e.Item2)))),
        GenValue(depth - 1).List[0, 4].Select(l => (Value)ListValue.Of(l)));
}
