using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;
using Kubespy.Recording.Files;
using Kubespy.Recording.Text;

namespace Kubespy.Recording.Tests;

public sealed class RecordingTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 3, 12, 0, TimeSpan.Zero);
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");

    private readonly Fixture _fixture = new();

    public static TheoryData<string> Recordings => [.. Fixture.Names];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Import_and_export_lose_nothing(string name)
    {
        var text = RecordedEvents.Read(_fixture.Text(name));
        text.Events.ShouldNotBeEmpty();
        var kept = RecordedEvents.Read(Write("a.kspy", text));
        Same(kept, text);
        kept.Flaws.ShouldBeEmpty();

        var exported = _fixture.PathOf("a.jsonl");
        File.WriteAllLines(exported, [JsonText.Line(kept.Header).ToString(), .. kept.Events.Select(e => JsonText.Line(e, kept.Header.Started).ToString())]);
        Same(RecordedEvents.Read(exported), text);
        File.ReadAllBytes(Write("b.kspy", RecordedEvents.Read(exported))).ShouldBe(File.ReadAllBytes(_fixture.PathOf("a.kspy")));
    }

    [Theory]
    [InlineData("a.kspy")]
    [InlineData("a.jsonl")]
    public void What_several_watches_stamped_side_by_side_is_in_the_order_of_time(string name)
    {
        var some = Some(3);
        IReadOnlyList<RecordedEvent> events = [some[1], some[0], some[2] with { News = some[2].News with { Time = some[1].News.Time.AddTicks(-1) } }];
        var path = _fixture.PathOf(name);
        if (name.EndsWith(".kspy", StringComparison.Ordinal))
        {
            Write(name, new RecordedEvents(Header, events, []));
        }
        else
        {
            File.WriteAllLines(path, [JsonText.Line(Header).ToString(), .. events.Select(e => JsonText.Line(e, Header.Started).ToString())]);
        }

        var read = RecordedEvents.Read(path);
        read.End.ShouldBe(read.Begin);
        read.StateAt(read.Begin).Select(o => o.ToString()).ShouldBe(RecordedEvents.StateAt(path, read.Begin).Select(o => o.ToString()));
        read.StateAt(read.Begin).Count.ShouldBe(read.StateAt(read.End.AddDays(1)).Count);
    }

    [Fact]
    public void A_recording_is_read_to_the_last_whole_entry_wherever_it_was_cut_off()
    {
        var path = _fixture.PathOf("whole.kspy");
        var (events, flushed) = (Some(12), new List<long>());
        using (var writer = new RecordingWriter(path, Header))
        {
            foreach (var seen in events)
            {
                writer.Append(seen);
                writer.Flush();
                flushed.Add(writer.Bytes);
            }
        }

        var bytes = File.ReadAllBytes(path);
        var cut = _fixture.PathOf("cut.kspy");
        var first = Enumerable.Range(1, bytes.Length).First(l => Reads(cut, bytes.AsSpan(0, l)));
        for (var length = first; length < bytes.Length; length++)
        {
            File.WriteAllBytes(cut, bytes.AsSpan(0, length).ToArray());
            var read = RecordedEvents.Read(cut);
            var whole = flushed.Count(f => f <= length);
            read.Events.Count.ShouldBe(whole, $"cut at {length} of {bytes.Length}");
            Same(read with { Events = [.. read.Events] }, new RecordedEvents(Header, [.. events.Take(whole)], []));
            read.Flaws.ShouldNotBeEmpty($"cut at {length} of {bytes.Length}");
        }

        first.ShouldBeLessThan((int)flushed[0] + 1);
    }

    [Fact]
    public void Too_little_to_be_a_recording_is_said_to_be()
    {
        var path = _fixture.PathOf("cut.kspy");
        File.WriteAllBytes(path, [0x28, 0xB5, 0x2F, 0xFD, 0]);
        Should.Throw<FormatException>(() => RecordedEvents.Read(path)).Message.ShouldContain("cut off before its first entry");
    }

    [Fact]
    public void All_that_is_not_an_object_is_kept_too()
    {
        List<RecordedEvent> events =
        [
            new(new SourceEvent.Synced(Start, Pods)),
            new(new SourceEvent.CaughtUp(Start.AddTicks(1))),
            new(new SourceEvent.LogRead(Start.AddTicks(12345671), "uid", "app", ["one", "\u001b[31mtwo"])),
            new(new SourceEvent.Probed(Start.AddSeconds(2), "dns", true, "resolves")),
            new(new SourceEvent.ConnectionLost(Start.AddSeconds(3), Pods, "refused"), "north"),
            new(new SourceEvent.ConnectionRestored(Start.AddSeconds(4), Pods), "north"),
            new(new SourceEvent.Gap(Start.AddSeconds(5), new GroupVersionResource("apps", "v1", "deployments"))),
            new(new SourceEvent.Forbidden(Start.AddSeconds(6), Pods, "you may not")),
        ];
        var read = RecordedEvents.Read(Write("a.kspy", new RecordedEvents(Header, events, [])));
        Same(read, new RecordedEvents(Header, events, []));
        read.Header.ShouldBe(Header);
    }

    [Fact]
    public void One_damaged_bit_costs_its_block_alone_and_is_said()
    {
        var path = Write("a.kspy", new RecordedEvents(Header, Some(4_000), []));
        using var reader = new RecordingReader(path);
        var blocks = reader.Blocks;
        blocks.Count.ShouldBeGreaterThan(3);
        blocks.Skip(1).ShouldContain(b => b.HasState);
        var bytes = File.ReadAllBytes(path);
        bytes[blocks[1].Offset + (blocks[1].Length / 2)] ^= 4;
        File.WriteAllBytes(path, bytes);

        var damaged = RecordedEvents.Read(path);
        damaged.Flaws.ShouldNotBeEmpty();
        damaged.Events.Count.ShouldBeLessThan(4_000);
        var after = blocks.Skip(2).First(b => b.HasState);
        damaged.Events.ShouldContain(e => e.News is SourceEvent.Gap);
        var end = damaged.StateAt(DateTimeOffset.MaxValue).ToDictionary(o => o.Uid, o => o.ResourceVersion);
        end.ShouldBe(new RecordedEvents(Header, Some(4_000), []).StateAt(DateTimeOffset.MaxValue).ToDictionary(o => o.Uid, o => o.ResourceVersion), ignoreOrder: true);
        damaged.Events.Count(e => e.News.Time >= after.Time).ShouldBeGreaterThan(Some(4_000).Count(e => e.News.Time > after.Time) - 1);
    }

    [Fact]
    public void A_moment_is_read_from_the_nearest_state_before_it()
    {
        var whole = new RecordedEvents(Header, Some(4_000), []);
        var path = Write("a.kspy", whole);
        foreach (var at in (int[])[0, 1, 999, 2_000, 3_999])
        {
            var moment = whole.Events[at].News.Time;
            Texts(RecordedEvents.StateAt(path, moment)).ShouldBe(Texts(whole.StateAt(moment)));
        }
    }

    [Fact]
    public void A_large_one_is_split_and_each_part_can_be_read_alone()
    {
        var events = Some(6_000);
        var path = _fixture.PathOf("night.kspy");
        using (var writer = new RecordingWriter(path, Header, new RecordingLimits(1, 3, 64 * 1024)))
        {
            events.ForEach(writer.Append);
            writer.DeletedParts.ShouldBeGreaterThan(0);
        }

        var files = Directory.GetFiles(_fixture.Folder).Select(Path.GetFileName).ToArray();
        files.Length.ShouldBe(3);
        files.ShouldNotContain("night.kspy");
        var last = RecordedEvents.Read(_fixture.PathOf(files.Order(StringComparer.Ordinal).Last()!));
        Texts(last.StateAt(DateTimeOffset.MaxValue)).ShouldBe(Texts(new RecordedEvents(Header, events, []).StateAt(DateTimeOffset.MaxValue)));
        last.Events[0].News.ShouldBeOfType<SourceEvent.ObjectChanged>().IsInitial.ShouldBeTrue();

        var all = RecordedEvents.Read(path);
        all.Flaws.ShouldBeEmpty();
        all.Events.Count.ShouldBeGreaterThan(last.Events.Count);
        all.Events.Count(e => e.News is SourceEvent.ObjectChanged { IsInitial: true }).ShouldBe(100, "what a later part repeats is no news");
    }

    [Fact]
    public void It_is_its_owners_alone_and_no_file_is_overwritten_unasked()
    {
        var path = Write("a.kspy", new RecordedEvents(Header, Some(3), []));
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Should.Throw<IOException>(() => new RecordingWriter(path, Header)).Message.ShouldContain("--overwrite");
        File.WriteAllText(_fixture.PathOf("b-2.kspy"), "x");
        Should.Throw<IOException>(() => new RecordingWriter(_fixture.PathOf("b.kspy"), Header)).Message.ShouldContain("b-2.kspy");
    }

    [Fact]
    public void A_newer_form_is_refused_and_newer_entries_are_passed_over()
    {
        var path = _fixture.PathOf("new.jsonl");
        File.WriteAllText(path, """{"type":"RECORDING","version":2,"id":"x","started":"2026-11-26T03:12:00Z"}""" + "\n");
        Should.Throw<FormatException>(() => RecordedEvents.Read(path)).Message.ShouldContain("newer kubespy");
    }

    [Fact]
    public void Others_can_read_it_as_lines_of_JSON()
    {
        var path = Write("a.kspy", new RecordedEvents(Header, Some(3), []));
        using var file = File.OpenRead(path);
        using var lines = new StreamReader(new ZstdSharp.DecompressionStream(file));
        var types = new List<string?>();
        while (lines.ReadLine() is { } line)
        {
            types.Add(ValueReader.Read(line).StringAt("type"));
        }

        types.ShouldBe(["RECORDING", "BLOCK", "ADDED", "ADDED", "ADDED"]);
    }

    private static RecordingHeader Header => new()
    {
        Id = "0123", Started = Start, By = "kubespy test", Context = "kind", Target = (GroupVersionKind.Of("apps/v1", "Deployment"), "default", "web"),
    };

    /// <summary>A hundred Pods, and then changes of their states in turn.</summary>
    private static List<RecordedEvent> Some(int count)
    {
        var events = new List<RecordedEvent>();
        for (var i = 0; i < count; i++)
        {
            var pod = i % 100;
            var json = $$$"""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-{{{pod}}}","namespace":"default","uid":"u{{{pod}}}","resourceVersion":"{{{i + 1}}}","labels":{"app":"web"}},
                "spec":{"containers":[{"name":"app","image":"nginx"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{(i / 100 % 2 == 0 ? "False" : "True")}}}","message":"{{{i * 7919L % 1000003}}} {{{i * 104729L % 999983}}} {{{i * 1299709L % 999979}}}"}]}}
                """;
            var type = i < 100 ? ChangeType.Added : ChangeType.Modified;
            events.Add(new RecordedEvent(new SourceEvent.ObjectChanged(Start.AddTicks(i * 1234567L), type, new KubeObject(ValueReader.Read(json).AsMap()!), i < 100)));
        }

        return events;
    }

    private string Write(string name, RecordedEvents recording)
    {
        var path = _fixture.PathOf(name);
        using var writer = new RecordingWriter(path, recording.Header, RecordingLimits.Default with { BlockBytes = 64 * 1024 });
        foreach (var seen in recording.Events)
        {
            writer.Append(seen);
        }

        return path;
    }

    private static bool Reads(string path, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(path, bytes.ToArray());
        try
        {
            RecordedEvents.Read(path);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string[] Texts(IEnumerable<KubeObject> objects) => [.. objects.OrderBy(o => o.Uid, StringComparer.Ordinal).Select(o => o.Root.ToString())];

    private static void Same(RecordedEvents read, RecordedEvents expected)
    {
        read.Events.Count.ShouldBe(expected.Events.Count);
        foreach (var (one, other) in read.Events.Zip(expected.Events))
        {
            JsonText.Line(one, expected.Header.Started).ToString().ShouldBe(JsonText.Line(other, expected.Header.Started).ToString());
            one.News.Time.ShouldBe(other.News.Time);
        }
    }
}
