using Kubespy.Core.Explaining;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Views.Why;

/// <summary>Explanations and overviews as JSON (docs/json.md); fields are added, never renamed or removed.</summary>
internal static class WhyJson
{
    public static MapValue Of(Explanation why) => MapValue.Of(
            ("type", "explanation"),
            ("time", Timestamp.FormatMicro(why.Now)),
            ("kind", why.Kind),
            ("namespace", why.Namespace),
            ("name", why.Name),
            ("verdict", why.Verdict.ToString()),
            ("kstatus", JsonView.Kstatus(why.Verdict)),
            ("well", why.IsWell),
            ("sentence", why.Sentence),
            ("cause", why.Cause),
            ("serving", why.Serving),
            ("counts", why.Counts),
            ("findings", ListValue.Of(why.Findings.Select(f => (Value)JsonView.FindingOf(f)))),
            ("history", ListValue.Of(why.History.Select(e => (Value)EntryOf(e)))),
            ("unknowable", ListValue.Of(why.Unknowable.Select(u => (Value)u))))
        .WithOptional("since", Time(why.Since));

    public static MapValue Of(Overview overview, DateTimeOffset now, IEnumerable<string> forbidden) => MapValue.Of(
        ("type", "overview"),
        ("time", Timestamp.FormatMicro(now)),
        ("summary", OverviewView.Heading(overview)),
        ("needing", ListValue.Of(overview.Lines.Select(l => (Value)LineOf(l)))),
        ("counts", MapValue.Of(overview.Counts.Select(c => KeyValuePair.Create(c.Kind, (Value)(long)c.Count)))),
        ("underWay", overview.UnderWay),
        ("notRead", ListValue.Of(forbidden.Order(StringComparer.Ordinal).Select(f => (Value)f))));

    private static MapValue LineOf(OverviewLine line) => MapValue.Of(
            ("kind", line.Kind),
            ("namespace", line.Namespace),
            ("name", line.Name),
            ("verdict", line.Verdict.ToString()))
        .WithOptional("since", Time(line.Since))
        .WithOptional("ready", line.Wanted < 0 ? null : NumberValue.Of(line.Ready))
        .WithOptional("wanted", line.Wanted < 0 ? null : NumberValue.Of(line.Wanted))
        .WithOptional("finding", line.Finding is null ? null : JsonView.FindingOf(line.Finding));

    private static MapValue EntryOf(Evidence entry) => MapValue.Of(("text", entry.Text), ("source", entry.Source)).WithOptional("time", Time(entry.Time));

    private static StringValue? Time(DateTimeOffset? time) => time is { } at ? StringValue.Of(Timestamp.FormatMicro(at)) : null;
}
