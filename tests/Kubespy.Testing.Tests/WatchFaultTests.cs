namespace Kubespy.Testing.Tests;

public sealed class WatchFaultTests
{
    private static readonly RequestMatch Watches = new("watch", "configmaps");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_that_is_dropped_breaks_and_can_be_resumed()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        var watch = Watch.Start(client, Cancellation);
        await client.CreateAsync("a", Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);
        var revision = await RevisionAsync(client);

        cluster.Faults.DropWatches(Watches).ShouldBe(1);
        await Should.ThrowAsync<IOException>(watch.Ended);
        watch.Told.ShouldBe(["ADDED a"]);

        await client.CreateAsync("b", Cancellation);
        var resumed = Watch.Start(client, Cancellation, $"&resourceVersion={revision}");
        await cluster.UntilStableAsync(cancellation: Cancellation);
        resumed.Told.ShouldBe(["ADDED b"]);
    }

    [Fact]
    public async Task A_watch_that_expires_is_told_so_and_can_not_be_resumed_but_begun_anew()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        var before = await RevisionAsync(client);
        var watch = Watch.Start(client, Cancellation, $"&resourceVersion={before}");
        await client.CreateAsync("a", Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);

        cluster.Faults.ExpireWatches(Watches).ShouldBe(1);
        await watch.Ended;
        watch.Told.ShouldBe(["ADDED a", "ERROR 410"]);

        var resumed = Watch.Start(client, Cancellation, $"&resourceVersion={before}");
        await resumed.Ended;
        resumed.Told.ShouldBe(["ERROR 410"]);

        var anew = Watch.Start(client, Cancellation, $"&resourceVersion={await RevisionAsync(client)}");
        await client.CreateAsync("b", Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);
        anew.Told.ShouldBe(["ADDED b"]);
    }

    [Fact]
    public async Task A_watch_that_is_delayed_tells_later_and_in_order()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        var watch = Watch.Start(client, Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);
        var delay = cluster.Faults.DelayWatches(Watches, TimeSpan.FromSeconds(10));
        await client.CreateAsync("a", Cancellation);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(4), Cancellation);
        delay.Dispose();
        await client.CreateAsync("b", Cancellation); // Not before what was on its way already.
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(5.9), Cancellation);
        watch.Told.ShouldBeEmpty();

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(0.1), Cancellation);
        watch.Told.ShouldBe(["ADDED a", "ADDED b"]);
    }

    [Fact]
    public async Task UntilStable_waits_for_what_is_delayed()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        var watch = Watch.Start(client, Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);
        using var delay = cluster.Faults.DelayWatches(Watches, TimeSpan.FromSeconds(20));
        await client.CreateAsync("a", Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);

        watch.Told.ShouldBe(["ADDED a"]);
    }

    [Fact]
    public async Task A_watch_that_stalls_tells_nothing_until_it_goes_on_even_what_was_delayed_before()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        using var other = cluster.HttpClient("other");
        var watch = Watch.Start(client, Cancellation);
        var seeing = Watch.Start(other, Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);
        using (cluster.Faults.DelayWatches(Watches, TimeSpan.FromSeconds(1)))
        {
            await client.CreateAsync("a", Cancellation);
            await cluster.AdvanceAsync(TimeSpan.Zero, Cancellation);
        }

        using (cluster.Faults.StallWatches(Watches with { Client = "" }))
        {
            await client.CreateAsync("b", Cancellation);
            await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);
            await client.CreateAsync("c", Cancellation);
            await cluster.UntilStableAsync(cancellation: Cancellation);
            watch.Told.ShouldBeEmpty();
            seeing.Told.ShouldBe(["ADDED a", "ADDED b", "ADDED c"]);
        }

        await cluster.UntilStableAsync(cancellation: Cancellation);
        watch.Told.ShouldBe(["ADDED a", "ADDED b", "ADDED c"]);
    }

    [Fact]
    public async Task A_watch_that_is_stalled_too_long_is_cut_off()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        var watch = Watch.Start(client, Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);
        using var stall = cluster.Faults.StallWatches(Watches);
        for (var i = 0; i < 20; i++)
        {
            using var body = new StringContent($$$"""{"metadata":{"name":"c{{{i}}}"},"data":{"v":"{{{new string('x', 1_000_000)}}}"}}""", System.Text.Encoding.UTF8, "application/json");
            using var created = await client.PostAsync(new Uri(Given.ConfigMaps, UriKind.Relative), body, Cancellation);
            created.EnsureSuccessStatusCode();
        }

        await cluster.UntilStableAsync(cancellation: Cancellation);
        (await Should.ThrowAsync<IOException>(watch.Ended)).Message.ShouldContain("16 MiB");
    }

    [Fact]
    public async Task A_watch_ends_when_its_time_is_over_which_is_the_clusters()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        var watch = Watch.Start(client, Cancellation, "&timeoutSeconds=300");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(299), Cancellation);
        watch.Ended.IsCompleted.ShouldBeFalse();
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(2), Cancellation);
        watch.Ended.IsCompletedSuccessfully.ShouldBeTrue();
    }

    private static async Task<string> RevisionAsync(HttpClient client)
    {
        using var list = System.Text.Json.JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(Given.ConfigMaps, UriKind.Relative), Cancellation));
        return list.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
    }
}
