using System.Net;
using Kubespy.Client.Configuration;
using Kubespy.Core.Watching;

namespace Kubespy.Client.Tests;

/// <summary>Servers that come back as others, never end, or say nonsense: the state is exact, what is wrong is said, and no core spins.</summary>
public sealed class ServerTroubleTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>The first life of the server: one Pod, and a watch that breaks off.</summary>
    private static readonly (int, string, bool)[] FirstLife = [(200, List(9, Pod("a", "u1", 7)), false), (200, "\n", true)];

    [Theory]
    [InlineData("a lower revision", 3, "u1", 2, "Modified a u1 2")]
    [InlineData("another object of that name, of a revision that was seen", 50, "u2", 8, "Deleted a u1 7", "Added a u2 8")]
    [InlineData("nothing at all", 50, "", 0, "Deleted a u1 7")]
    public async Task A_server_that_comes_back_with_another_history_is_listed_anew(string _, int revision, string uid, int changed, params string[] expected)
    {
        var second = uid.Length == 0 ? List(revision) : List(revision, Pod("a", uid, changed));
        var first = new Queue<(int, string, bool)>(FirstLife);

        // As the real one does, it lets a watch begin at a revision that it has yet to reach, and stays silent.
        await using var observed = Observed.Start(TimeProvider.System, r => first.TryDequeue(out var step) ? step : IsWatch(r) ? null : (200, second, false));
        (await observed.UntilAsync(e => e is SourceEvent.ObjectChanged)).ShouldBeOfType<SourceEvent.ObjectChanged>().Object.Uid.ShouldBe("u1");
        await observed.UntilAsync(e => e is SourceEvent.Gap);
        foreach (var line in expected)
        {
            var change = (SourceEvent.ObjectChanged)await observed.UntilAsync(e => e is SourceEvent.ObjectChanged);
            $"{change.Type} {change.Object.Name} {change.Object.Uid} {change.Object.ResourceVersion}".ShouldBe(line);
        }
    }

    [Fact]
    public async Task A_server_that_comes_back_as_it_was_is_resumed_and_nothing_is_lost_between()
    {
        var first = new Queue<(int, string, bool)>(FirstLife);
        var resumed = new Queue<(int, string, bool)>([(200, Event("MODIFIED", Pod("a", "u1", 11)) + Event("MODIFIED", Pod("a", "u1", 12)), false)]);
        await using var observed = Observed.Start(TimeProvider.System, r =>
            first.TryDequeue(out var step) ? step
            : ScriptedServer.IsCheck(r) ? (200, List(12, Pod("a", "u1", 12)), false)
            : IsWatch(r) && resumed.TryDequeue(out step) ? step : null);
        var seen = new List<string>();
        while (seen.Count < 3)
        {
            var news = await observed.UntilAsync(e => e is SourceEvent.ObjectChanged or SourceEvent.Gap);
            seen.Add(news is SourceEvent.ObjectChanged change ? change.Object.ResourceVersion : "gap");
        }

        seen.ShouldBe(["7", "11", "12"]);
    }

    [Theory]
    [InlineData("an event and its end", """{"type":"MODIFIED","object":{"kind":"Pod","metadata":{"name":"a","uid":"u1","resourceVersion":"7"}}}""")]
    [InlineData("a bookmark and its end", """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}""")]
    [InlineData("an expiry each time", """{"type":"ERROR","object":{"code":410,"message":"too old resource version"}}""")]
    [InlineData("an error each time", """{"type":"ERROR","object":{"code":500,"message":"unable to decode"}}""")]
    [InlineData("a login page", "<html><body>log in</body></html>")]
    [InlineData("an event without an object", """{"type":"MODIFIED","object":null}""")]
    [InlineData("half a surrogate", """{"type":"MODIFIED","object":{"metadata":{"name":"\ud800","uid":"u1","resourceVersion":"8"}}}""")]
    [InlineData("a number", "7")]
    [InlineData("nothing", "")]
    public async Task A_watch_that_never_gets_anywhere_is_begun_ever_more_rarely(string _, string line)
    {
        var clock = new ManualClock();
        await using var observed = Observed.Start(clock, r => IsWatch(r) ? (200, line + "\n", false) : (200, List(9, Pod("a", "u1", 7)), false));
        await observed.UntilAsync(e => e is SourceEvent.Synced);

        // Each second of a minute, until somebody waits again.
        for (var second = 0; second < 60; second++)
        {
            await clock.UntilWaitedForAsync();
            clock.Advance(Step);
        }

        observed.Server.Count.ShouldBeInRange(6, 30, "within a minute");
    }

    [Fact]
    public async Task Pages_that_expire_are_read_again_in_one_piece()
    {
        await using var observed = Observed.Start(TimeProvider.System, r =>
            IsWatch(r) ? null
            : r.QueryString["continue"] is not null ? (410, """{"kind":"Status","code":410,"reason":"Expired","message":"The provided continue parameter is too old"}""", false)
            : r.QueryString["limit"] is not null ? (200, List(9, Pod("a", "u1", 7)).Replace("\"9\"", "\"9\",\"continue\":\"next\"", StringComparison.Ordinal), false)
            : (200, List(9, Pod("a", "u1", 7), Pod("b", "u2", 8)), false));
        var seen = new List<string>();
        await observed.UntilAsync(e =>
        {
            if (e is SourceEvent.ObjectChanged change)
            {
                seen.Add(change.Object.Name);
            }

            return e is SourceEvent.Synced;
        });
        seen.ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_list_that_does_not_end_is_ended()
    {
        using var server = new ScriptedServer(_ => (200, """{"metadata":{"continue":"more","resourceVersion":"1"},"items":[]}""", false));
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, TimeProvider.System);
        var refusal = await Should.ThrowAsync<ClusterException>(() => new PagedList(client, Core.Values.Projection.All) { MostPages = 20 }.ReadAsync(q => "/api/v1/pods?" + string.Join('&', q), TestContext.Current.CancellationToken));
        refusal.Message.ShouldBe("the list /api/v1/pods? does not end");
    }

    [Fact]
    public async Task What_is_forbidden_midway_is_asked_for_some_more_times_then_told_and_left()
    {
        var clock = new ManualClock();
        var script = new Queue<(int, string, bool)>(FirstLife);
        await using var observed = Observed.Start(clock, _ => script.TryDequeue(out var step) ? step : (403, """{"kind":"Status","code":403,"message":"pods is forbidden"}""", false));
        var told = await clock.AdvanceUntilAsync(observed.UntilAsync(e => e is SourceEvent.Forbidden), Step);
        ((SourceEvent.Forbidden)told).Message.ShouldBe("pods is forbidden");
        await observed.EndAsync();
        observed.Server.Count.ShouldBe(5, "a list, a watch, and three refusals");
    }

    [Fact]
    public async Task A_kind_that_is_no_longer_served_takes_its_objects_along_and_is_waited_for()
    {
        var clock = new ManualClock();
        var script = new Queue<(int, string, bool)>(FirstLife);
        var isServed = false;
        await using var observed = Observed.Start(clock, r =>
            script.TryDequeue(out var step) ? step
            : !isServed ? (404, "404 page not found", false)
            : IsWatch(r) ? null : (200, List(20, Pod("b", "u2", 19)), false));
        var gone = await clock.AdvanceUntilAsync(observed.UntilAsync(e => e is SourceEvent.ObjectChanged { Type: ChangeType.Deleted }), Step);
        ((SourceEvent.ObjectChanged)gone).Object.Uid.ShouldBe("u1");
        var lost = await observed.UntilAsync(e => e is SourceEvent.ConnectionLost);
        ((SourceEvent.ConnectionLost)lost).Reason.ShouldBe("the cluster serves no pods any more (was its CustomResourceDefinition deleted?)");

        isServed = true;
        var back = await clock.AdvanceUntilAsync(observed.UntilAsync(e => e is SourceEvent.ObjectChanged), Step);
        ((SourceEvent.ObjectChanged)back).Object.Uid.ShouldBe("u2");
        await observed.UntilAsync(e => e is SourceEvent.ConnectionRestored);
    }

    [Fact]
    public async Task A_trouble_that_becomes_another_is_said_again()
    {
        var clock = new ManualClock();
        var script = new Queue<(int, string, bool)>([.. FirstLife, (500, """{"message":"etcd has gone"}""", false), (500, """{"message":"etcd has gone"}""", false)]);
        await using var observed = Observed.Start(clock, _ => script.TryDequeue(out var step) ? step : (401, "Unauthorized", false));
        var reasons = new List<string>();
        while (reasons.Count < 3)
        {
            var lost = await clock.AdvanceUntilAsync(observed.UntilAsync(e => e is SourceEvent.ConnectionLost), Step);
            reasons.Add(((SourceEvent.ConnectionLost)lost).Reason);
        }

        reasons[1].ShouldBe("the server answered 500: etcd has gone");
        reasons[2].ShouldEndWith("does not know who you are (401 Unauthorized)");
    }

    private static bool IsWatch(HttpListenerRequest request) => request.QueryString["watch"] == "true";

    private static string List(int revision, params string[] items) =>
        $$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{revision}}"},"items":[{{string.Join(',', items)}}]}""";

    private static string Event(string type, string obj) => $$"""{"type":"{{type}}","object":{{obj}}}""" + "\n";

    private static string Pod(string name, string uid, int revision) =>
        $$$"""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{{name}}}","uid":"{{{uid}}}","resourceVersion":"{{{revision}}}"}}""";
}
