using CsCheck;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Tests.Terminal;

public sealed class TextWidthTests
{
    [Theory]
    [InlineData("nginx", 5)]
    [InlineData("漢字", 4)]
    [InlineData("ｶﾅ", 2)]
    [InlineData("ＡＢ", 4)]
    [InlineData("한국어", 6)]
    [InlineData("\u1112\u1161\u11ab", 2)] // the same syllable as 한, in three jamo
    [InlineData("e\u0301", 1)]
    [InlineData("👩", 2)]
    [InlineData("👩\u200d👩\u200d👧", 2)]
    [InlineData("👍🏽", 2)]
    [InlineData("❤", 1)]
    [InlineData("❤\ufe0f", 2)]
    [InlineData("1\ufe0f\u20e3", 2)]
    [InlineData("🇩🇪", 2)]
    [InlineData("🇩🇪🇫🇷", 4)]
    [InlineData("🌡", 1)] // text presentation: narrow until a variation selector makes it an emoji
    [InlineData("⌚", 2)]
    [InlineData("שלום", 4)]
    [InlineData("שָׁלוֹם", 4)]
    [InlineData("\u2068שלום\u2069", 4)]
    [InlineData("سلام", 4)]
    [InlineData("สวัสดี", 4)]
    [InlineData("\U00020000", 2)]
    public void Of_what_people_write(string text, int cells) => TextWidth.Of(text).ShouldBe(cells);

    [Fact]
    public void Fitting_cuts_no_character_apart()
    {
        TextWidth.Fit("ab👩\u200d👩\u200d👧cd", 5).ShouldBe("ab👩\u200d👩\u200d👧…");
        TextWidth.Fit("ab👩\u200d👩\u200d👧cd", 4).ShouldBe("ab…");
        TextWidth.Fit("e\u0301e\u0301e\u0301", 2).ShouldBe("e\u0301…");
        TextWidth.Fit("🇩🇪🇫🇷", 3).ShouldBe("🇩🇪…");
        TextWidth.Pad("漢字漢字", 6).ShouldBe("漢字… ");
    }

    [Fact]
    public void Padding_gives_exactly_so_many_cells() => Gen.Select(Texts, Gen.Int[1, 30]).Sample((text, width) =>
        TextWidth.Of(TextWidth.Pad(text, width)) == width && TextWidth.Of(TextWidth.Fit(text, width)) <= width);

    /// <summary>An emoji of several is one sign; elsewhere a joiner is shown, for it could hide.</summary>
    [Fact]
    public void A_joiner_stays_between_emoji_only()
    {
        SafeText.Of("👩\u200d👩\u200d👧").ShouldBe("👩\u200d👩\u200d👧");
        SafeText.Of("❤\ufe0f\u200d🔥").ShouldBe("❤\ufe0f\u200d🔥");
        SafeText.Of("a\u200db👩\u200d").ShouldBe("a\\u{200d}b👩\\u{200d}");
    }

    /// <summary>Without the isolates a terminal that orders text would take the 3 and the parentheses to the left of the name.</summary>
    [Fact]
    public void A_name_from_right_to_left_is_isolated_and_its_column_stays()
    {
        var line = new LineBuilder(40, "…").Column("שלום", 10).Add("3 (Ready)").ToLine();
        string.Concat(line.Spans.Select(s => s.Text)).ShouldBe("\u2068שלום\u2069      3 (Ready)");
        new LineBuilder(6, "…").Add("abc שלום").ToLine().Spans[0].Text.ShouldBe("abc \u2068ש\u2069…");
        new LineBuilder(60, "…").Add("12:00:00  שלום-3 עולם Ready, so سلام stops").ToLine().Spans[0].Text
            .ShouldBe("12:00:00  \u2068שלום-3 עולם\u2069 Ready, so \u2068سلام\u2069 stops");
        new LineBuilder(40, "…").Column("nginx", 10).ToLine().Spans[0].Text.ShouldBe("nginx     ");
    }

    internal static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 12].Select(string.Concat);

    private static string[] Pieces =>
        ["a", "nginx", " ", "漢", "字", "e\u0301", "👩", "\u200d", "👧", "❤\ufe0f", "🇩", "🇪", "ש", "ל", "한", "\u1112\u1161\u11ab", "क्षि", "●", "\ud83d"];
}
