using Kubespy.Core.Watching;

namespace Kubespy.Client.Tests;

/// <summary>Servers that misbehave: the state is exact after each break, and nothing is told twice.</summary>
public sealed class ResourceWatchTests
{
    [Fact]
    public Task An_expired_history_is_listed_anew() => ExpectAsync(
        ["Added a 1", "Gap", "Deleted a 1", "Added b 5"],
        (200, List(3, Pod("a", 1)), false),
        (200, """{"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old resource version"}}""" + "\n", false),
        (200, List(6, Pod("b", 5)), false));

    [Fact]
    public Task A_server_restored_to_a_lower_revision_is_listed_anew() => ExpectAsync(
        ["Added a 7", "Gap", "Modified a 2"],
        (200, List(9, Pod("a", 7)), false),
        (504, """{"kind":"Status","code":504,"message":"Too large resource version: 9, current: 3"}""", false),
        (200, List(3, Pod("a", 2)), false));

    [Fact]
    public Task A_close_amid_an_object_loses_and_doubles_nothing() => ExpectAsync(
        ["Added a 1", "Modified a 2", "Modified a 3"],
        (200, List(1, Pod("a", 1)), false),
        (200, Event("MODIFIED", Pod("a", 2)) + Event("MODIFIED", Pod("a", 3))[..40], true),
        (200, Event("MODIFIED", Pod("a", 2)) + Event("MODIFIED", Pod("a", 3)), false));

    [Fact]
    public Task A_server_that_fails_is_asked_again() => ExpectAsync(
        ["Added a 1", "Modified a 2"],
        (200, List(1, Pod("a", 1)), false),
        (500, """{"kind":"Status","code":500,"message":"etcd has gone"}""", false),
        (200, Event("MODIFIED", Pod("a", 2)), false));

    [Fact]
    public Task An_error_that_is_no_expiry_is_asked_again_from_where_it_was() => ExpectAsync(
        ["Added a 1", "Modified a 2", "Modified a 3"],
        (200, List(1, Pod("a", 1)), false),
        (200, Event("MODIFIED", Pod("a", 2)) + """{"type":"ERROR","object":{"kind":"Status","code":500,"message":"unable to decode"}}""" + "\n", false),
        (200, Event("MODIFIED", Pod("a", 2)) + Event("MODIFIED", Pod("a", 3)), false));

    [Fact]
    public Task A_stream_that_ends_amid_a_character_loses_and_doubles_nothing() => ExpectAsync(
        ["Added a 1", "Modified a 2", "Modified a 3"],
        (200, List(1, Pod("a", 1)), false),
        (200, Event("MODIFIED", Pod("a", 2, "größer — 日本語")) + """{"type":"MODIFIED","object":{"kind":"Pod","x":"日本""" + ScriptedServer.HalfACharacter, true),
        (200, Event("MODIFIED", Pod("a", 2, "größer — 日本語")) + Event("MODIFIED", Pod("a", 3)), false));

    [Fact]
    public Task An_object_of_20_MB_is_read() => ExpectAsync(
        ["Added a 1", "Modified a 2", "Modified a 3"],
        (200, List(1, Pod("a", 1)), false),
        (200, Event("MODIFIED", Pod("a", 2, new string('é', 10_000_000))) + Event("MODIFIED", Pod("a", 3)), false));

    [Fact]
    public async Task Too_many_requests_are_asked_again_when_the_server_said()
    {
        var clock = new ManualClock();
        await using var observed = Observed.Start(clock, (200, List(1, Pod("a", 1)), false), (429, "{}", false), (200, Event("MODIFIED", Pod("a", 2)), false));
        await observed.UntilAsync(e => e is SourceEvent.ConnectionLost);
        await clock.UntilWaitedForAsync(TimeSpan.FromSeconds(7));
        clock.Advance(TimeSpan.FromSeconds(6.9));
        observed.Server.Count.ShouldBe(2, "the list and the refused watch");

        clock.Advance(TimeSpan.FromSeconds(0.2));
        await observed.UntilAsync(e => e is SourceEvent.ObjectChanged { Object.ResourceVersion: "2" });
    }

    [Fact]
    public async Task A_watch_that_stalls_is_opened_anew()
    {
        var clock = new ManualClock();
        await using var observed = Observed.Start(clock, (200, List(1, Pod("a", 1)), false));
        // Time that passes while it is listed would make that take too long.
        await observed.UntilAsync(e => e is SourceEvent.Synced);
        var lost = await clock.AdvanceUntilAsync(observed.UntilAsync(e => e is SourceEvent.ConnectionLost), TimeSpan.FromSeconds(331));
        ((SourceEvent.ConnectionLost)lost).Reason.ShouldBe("the connection went silent");

        await clock.AdvanceUntilAsync(observed.UntilAsync(e => e is SourceEvent.ConnectionRestored), TimeSpan.FromSeconds(5));
        observed.Server.Count.ShouldBeGreaterThanOrEqualTo(3);
    }

    private static async Task ExpectAsync(string[] expected, params (int Code, string Body, bool Breaks)[] script)
    {
        await using var observed = Observed.Start(TimeProvider.System, script);
        var told = new List<string>();
        while (told.Count < expected.Length)
        {
            switch (await observed.UntilAsync(_ => true))
            {
                case SourceEvent.ObjectChanged change:
                    told.Add($"{change.Type} {change.Object.Name} {change.Object.ResourceVersion}");
                    break;
                case SourceEvent.Synced or SourceEvent.ConnectionLost or SourceEvent.ConnectionRestored:
                    break;
                case var other:
                    told.Add(other.GetType().Name);
                    break;
            }
        }

        told.ShouldBe(expected);
        observed.Server.Count.ShouldBeLessThan(8, "the client must not spin");
    }

    private static string List(int revision, params string[] items) =>
        $$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{revision}}"},"items":[{{string.Join(',', items)}}]}""";

    private static string Event(string type, string obj) => $$"""{"type":"{{type}}","object":{{obj}}}""" + "\n";

    private static string Pod(string name, int revision, string note = "") =>
        """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"NAME","uid":"NAME","resourceVersion":"REV","annotations":{"note":"NOTE"}}}"""
        .Replace("NAME", name, StringComparison.Ordinal).Replace("NOTE", note, StringComparison.Ordinal).Replace("REV", $"{revision}", StringComparison.Ordinal);
}
