using Kubespy.Cli.Terminal;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Terminal;

/// <summary>What a cluster says changes nothing on a terminal but text.</summary>
public sealed class SafeTextTests
{
    /// <summary>Colour, a title, a control of eight bits, a line break, an override of direction, a joiner, a line separator, a tag beyond the first plane, half a surrogate pair.</summary>
    private const string Hostile = "\e[31m\e]0;owned\a\u009b2J\r\n\u202e\u200d\u2028\U000e0041\ud800";

    [Fact]
    public void Text_is_shown_and_not_obeyed() =>
        SafeText.Of("a" + Hostile + "é宽").ShouldBe(@"a\u{1b}[31m\u{1b}]0;owned\u{7}\u{9b}2J  \u{202e}\u{200d}\u{2028}\u{e0041}�é宽");

    [Fact]
    public void Clean_text_is_not_copied()
    {
        var text = new string("plain text".ToCharArray());
        SafeText.Of(text).ShouldBeSameAs(text);
        SafeText.Json(text).ShouldBeSameAs(text);
    }

    [Theory]
    [InlineData("  ::error title=x::owned", @"  \u{3a}:error title=x::owned")]
    [InlineData("\r\n::add-mask::a", @"  \u{3a}:add-mask::a")]
    [InlineData("see ##[error]owned", @"see #\u{23}[error]owned")]
    [InlineData("##VSO[task.setvariable variable=x]y", @"#\u{23}vso[task.setvariable variable=x]y")]
    [InlineData("::1", "::1")]
    [InlineData("::/0", "::/0")]
    [InlineData("a::b::c", "a::b::c")]
    [InlineData("## heading [x]", "## heading [x]")]
    public void Commands_to_a_pipeline_are_none(string text, string shown) => SafeText.Of(text).ShouldBe(shown);

    [Fact]
    public void JSON_is_the_same_value_in_harmless_characters()
    {
        var value = MapValue.Of(("text", "é宽" + Hostile[..^1]));
        var json = SafeText.Json(value.ToString());
        json.ShouldNotContain(c => char.IsControl(c) || c == '\u202e' || c == '\u200d' || c == '\u2028');
        json.ShouldContain("é宽");
        ValueReader.Read(json).ShouldBe(value);
    }
}
