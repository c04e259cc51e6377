using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Kubespy.Cli.Reports.Pages;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Pages;

/// <summary>A recording as a page, in each of its forms.</summary>
public sealed partial class PageTests
{
    [Theory]
    [InlineData("02")]
    [InlineData("05")]
    [InlineData("10")]
    [InlineData("29")]
    public void As_Markdown(string scenario) => Snapshot.Check($"page-{scenario}-markdown", MarkdownPage.Of(Recorded.Report(scenario)));

    [Fact]
    public void As_JSON()
    {
        var json = JsonPage.Of(Recorded.Report("02"));

        Snapshot.Check("page-02-json", json);
        var page = (MapValue)ValueReader.Read(json);
        page.ListAt("owners").Sum(o => o.ListAt("pods").Count).ShouldBe(6);
        page.ListAt("invariants").Select(i => i.StringAt("name")).ShouldBe(["floor", "ceiling", "ceiling-terminating", "no-endpoint-gap", "no-traffic-unready", "one-revision"]);
    }

    [Theory]
    [InlineData("02")]
    [InlineData("29")]
    public void As_HTML(string scenario) => Snapshot.Check($"page-{scenario}-html", Dressed().Replace(HtmlPage.Of(Recorded.Report(scenario)), "$1…$2").Replace("><", ">\n<", StringComparison.Ordinal));

    [Theory]
    [InlineData("02", null)]
    [InlineData("05", 18.0)]
    public void As_a_picture(string scenario, double? seconds)
    {
        var (events, target) = Recorded.Window(scenario);
        DateTimeOffset? at = seconds is { } s ? events.OfType<SourceEvent.ObjectChanged>().First(e => !e.IsInitial).Time.AddSeconds(s) : null;

        var svg = StillPicture.Of(events, target, ReportBuilder.Build(events, target, "x"), at, (80, 24));

        Snapshot.Check($"picture-{scenario}", svg);
        System.Xml.Linq.XDocument.Parse(svg).Root!.Name.LocalName.ShouldBe("svg");
    }

    /// <summary>KUBESPY_SNAPSHOTS=write draws it anew.</summary>
    [Fact]
    public void The_picture_in_the_README_is_what_the_tool_draws()
    {
        var (events, target) = Recorded.Window("02");
        Snapshot.CheckFile(Path.Combine("docs", "demo.svg"), StillPicture.Of(events, target, ReportBuilder.Build(events, target, "x"), null, (80, 24)));
    }

    [Fact]
    public void A_page_names_no_address_and_runs_no_script_but_its_own()
    {
        var html = HtmlPage.Of(Recorded.Report("06"));

        html.ShouldNotContain("http://");
        html.ShouldNotContain("https://");
        html.ShouldNotContain(" src=");
        html.ShouldNotContain("@import");
        html.ShouldContain("default-src 'none'");
        html.ShouldNotContain("script-src 'unsafe-inline'");
    }

    [Fact]
    public void Names_and_messages_of_a_cluster_are_text()
    {
        const string Hostile = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e\u001b[31m";
        var events = Replay.Load("02").Select(e => (SourceEvent)(e with { Object = Hostilely(e.Object, Hostile) })).ToArray();
        var window = RecordingWindow.Of(events, null, null);
        var target = window.OfType<SourceEvent.ObjectChanged>().First(e => e.Object.Kind == "Deployment").Object;
        var data = ReportBuilder.Build(window, target, Hostile);

        var html = HtmlPage.Of(data);

        Regex.Count(html, "<script").ShouldBe(2);
        html.ShouldNotContain("<img");
        html.ShouldNotContain("\u202e");
        html.ShouldNotContain("\u001b");
        MarkdownPage.Of(data).ShouldNotContain("<script");
        JsonPage.Of(data).ShouldNotContain("\u202e");
        System.Xml.Linq.XDocument.Parse(StillPicture.Of(window, target, data, null, (80, 24))).ShouldNotBeNull();
    }

    [Fact]
    public void Secrets_have_no_values_in_a_page()
    {
        var secret = KubeObject.Parse("""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"s","namespace":"default","uid":"9"},"data":{"password":"aHVudGVyMg=="}}""");
        var archive = new ObjectArchive();
        archive.Apply(new SourceEvent.ObjectChanged(DateTimeOffset.UnixEpoch, ChangeType.Added, secret));

        var unpacked = Unpack(archive.Pack(DateTimeOffset.UnixEpoch, 1_000_000));

        unpacked.ToString().ShouldNotContain("aHVudGVyMg");
        unpacked.StringAt("9", "name").ShouldBe("s");
    }

    [Fact]
    public void Every_version_of_an_object_can_be_made_again()
    {
        var (events, _) = Recorded.Window("06");
        var archive = Recorded.Report("06").Archive;
        var start = events[0].Time;
        var packed = Unpack(archive.Pack(start, 1_000_000));

        var redone = 0;
        foreach (var (uid, entry) in packed)
        {
            var seen = events.OfType<SourceEvent.ObjectChanged>().Where(e => e.Object.Uid == uid).Select(e => ArchivedObject.Shown(e.Object)).ToArray();
            Value? value = null;
            foreach (var version in entry.ListAt("versions"))
            {
                value = version.MapAt("object") ?? Merge(value!, version.MapAt("delta")!);
                seen.ShouldContain(value, $"{entry.StringAt("name")} {version.Int64At("at")}");
                redone++;
            }

            value.ShouldBe(seen[^1]);
        }

        redone.ShouldBeGreaterThan(50);
        archive.LeftOut.ShouldBe(0);
    }

    [Fact]
    public void A_part_of_a_recording_begins_with_what_existed()
    {
        var events = Replay.Load("02");
        var at = events.First(e => !e.IsInitial).Time.AddSeconds(3);

        var part = RecordingWindow.Of([.. events], at, at.AddSeconds(2));

        part.OfType<SourceEvent.ObjectChanged>().Where(e => e.IsInitial).Select(e => e.Object.Uid).ShouldBeUnique();
        part.OfType<SourceEvent.ObjectChanged>().Where(e => e.IsInitial && e.Object.Kind == "Pod").Count().ShouldBe(3);
        part.ShouldAllBe(e => e.Time >= at && e.Time <= at.AddSeconds(2));
        part.OfType<SourceEvent.CaughtUp>().Count().ShouldBe(1);
    }

    [Fact]
    public void An_hour_of_a_hundred_Pods_fits_in_a_megabyte()
    {
        var (events, target) = Busy.Hour();

        var data = ReportBuilder.Build(RecordingWindow.Of(events, null, null), target, "busy.kspy");
        var html = HtmlPage.Of(data);

        data.Length.ShouldBe(TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));
        data.Timeline.Pods.Count().ShouldBeGreaterThan(1_000);
        Encoding.UTF8.GetByteCount(html).ShouldBeLessThan(1_000_000);
        Regex.Count(html, "class=\"lane pod\"").ShouldBeInRange(300, 400);
        html.ShouldContain("more Pods are not drawn");
        data.Story.Lines[0].Time.ShouldBeLessThan(data.Timeline.From.AddMinutes(1));
        data.Story.Lines.Count(l => l.Text.StartsWith("complete in", StringComparison.Ordinal)).ShouldBe(12);
        if (Environment.GetEnvironmentVariable("KUBESPY_SCREENSHOTS") is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, "busy.html"), html);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{html.Length} of {events.Count} events, {data.Archive.LeftOut} versions left out");
    }

    private static MapValue Merge(Value value, MapValue delta)
    {
        var merged = value as MapValue ?? MapValue.Empty;
        foreach (var (name, part) in delta)
        {
            merged = part is NullValue ? merged.Without(name) : merged.With(name, part is MapValue map ? Merge(merged[name] ?? MapValue.Empty, map) : part);
        }

        return merged;
    }

    private static MapValue Unpack(string packed)
    {
        using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(packed)), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return (MapValue)ValueReader.Read(reader.ReadToEnd());
    }

    private static KubeObject Hostilely(KubeObject obj, string name) => new((MapValue)Replace(obj.Root, name));

    /// <summary>Where nginx stands, in names, messages and labels, there stands something else.</summary>
    private static Value Replace(Value value, string name) => value switch
    {
        StringValue text => text.Text.Replace("nginx", name, StringComparison.Ordinal),
        MapValue map => MapValue.Of(map.Select(e => KeyValuePair.Create(e.Key, Replace(e.Value, name)))),
        ListValue list => ListValue.Of(list.Select(i => Replace(i, name))),
        _ => value,
    };

    [GeneratedRegex("(<style>).*?(</style>)|(<script>).*?(</script>)|(id=\"archive\">).*?(</script>)|sha256-[^']*", RegexOptions.Singleline)]
    private static partial Regex Dressed();
}
