using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Changes;

public sealed class ChangeViewTests
{
    [Fact]
    public void A_text_of_several_lines_is_told_line_by_line() => Render(
        """{"kind":"ConfigMap","data":{"a":"1\n2\n3\n4\n5\n"}}""", """{"kind":"ConfigMap","data":{"a":"1\n2\n3\n4\nfive\n"}}""").ShouldBe(
        "~ .data.a:\n    …\n    4\n-   5\n+   five\n\n");

    [Theory]
    [InlineData("\\u001b[2J\\u001b]0;owned\\u0007")]
    [InlineData("\\u009b31m")]
    [InlineData("\\u202egnp.exe")]
    [InlineData("a\\r\\nMODIFIED  pod/fake")]
    public void Nothing_from_a_cluster_reaches_the_terminal_unescaped(string evil)
    {
        var text = Render(
            $$$$"""{"kind":"Pod","metadata":{"name":"n","labels":{"{{{{evil}}}}":"x"}},"status":{"message":"{{{{evil}}}}","conditions":[{"type":"{{{{evil}}}}","status":"1"}]}}""",
            $$$$"""{"kind":"Pod","metadata":{"name":"n","labels":{"{{{{evil}}}}":"{{{{evil}}}}"}},"status":{"message":"{{{{evil}}}}2","conditions":[{"type":"{{{{evil}}}}","status":"2"}],"new":{"{{{{evil}}}}":["{{{{evil}}}}"]} } }""");
        text.Split('\n').ShouldAllBe(l => !l.Any(c => char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format));
        text.Split('\n').ShouldAllBe(l => l.Length == 0 || l[0] == '~' || l[0] == '+' || l[0] == '-' || l[0] == ' ');
    }

    [Fact]
    public void What_is_long_is_cut_and_its_length_told() =>
        Render("""{"data":{"a":"x"}}""", $$$"""{"data":{"a":"{{{new string('y', 5000)}}}"}}""").ShouldEndWith("y… (5000 characters)\n");

    [Fact]
    public void Ten_thousand_conditions_are_compared_in_a_moment()
    {
        string Conditions(string status) =>
            "{\"status\":{\"conditions\":[" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $$"""{"type":"c{{i}}","status":"{{status}}"}""")) + "]}}";
        // Quadratic work on a hostile object would take minutes.
        Render(Conditions("1"), Conditions("2")).Split('\n').Length.ShouldBe(10_001);
    }

    [Fact]
    public void An_array_of_documents_is_whole_whenever_it_ends()
    {
        using var text = new StringWriter();
        using (var writer = new DocumentWriter(text, DocumentFormat.JsonArray))
        {
            writer.Write(1);
            writer.Write("a");
        }

        text.ToString().ShouldBe("[\n1,\n\"a\"\n]\n");
        using var empty = new StringWriter();
        new DocumentWriter(empty, DocumentFormat.JsonArray).Dispose();
        empty.ToString().ShouldBe("[]\n");
    }

    [Fact]
    public void Documents_of_YAML_and_lines_of_JSON_follow_each_other()
    {
        using var yaml = new StringWriter();
        var writer = new DocumentWriter(yaml, DocumentFormat.Yaml);
        writer.Write(Core.Values.MapValue.Of(("a", 1), ("b", "yes")));
        writer.Write(Core.Values.MapValue.Of(("c", Core.Values.ListValue.Of(["x"]))));
        writer.Dispose();
        yaml.ToString().ShouldBe("---\na: 1\nb: \"yes\"\n---\nc:\n- x\n");
        using var lines = new StringWriter();
        new DocumentWriter(lines, DocumentFormat.JsonLines).Write("a\nb");
        lines.ToString().ShouldBe("\"a\\nb\"\n");
    }

    private static string Render(string old, string @new)
    {
        var (before, after) = (KubeObject.Parse(old), KubeObject.Parse(@new));
        var change = new ObjectChange(DateTimeOffset.UnixEpoch, ChangeType.Modified, after) { Old = before, Changes = ValueDiff.Of(before, after, FieldScope.Whole) };
        return string.Concat(ChangeView.Render(change, "x/y", FieldScope.Whole, new ViewOptions()).Skip(1).Select(l => Ansi.Encode(l, false) + "\n"));
    }
}
