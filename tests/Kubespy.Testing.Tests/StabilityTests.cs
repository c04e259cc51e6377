using System.Diagnostics;
using System.Threading.Channels;

namespace Kubespy.Testing.Tests;

/// <summary>What clients do is awaited, on whichever thread they do it; what they wait for is not.</summary>
public sealed class StabilityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_that_nobody_awaits_is_awaited()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        var created = client.CreateAsync("a", Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);

        created.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_controller_does_by_way_of_channels_tasks_and_long_computations_is_awaited(bool isPoolBusy)
    {
        using var busy = isPoolBusy ? new BusyPool() : null;
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        await using var controller = cluster.RunController("echo", async (handler, cancellation) =>
        {
            using var own = new HttpClient(handler, disposeHandler: false) { BaseAddress = cluster.Address };
            var queue = Channel.CreateUnbounded<string>();
            var work = WorkAsync(own, queue.Reader, cancellation);
            var seen = 0;
            var watch = Watch.Start(own, cancellation);
            while (true)
            {
                // A watch of the test's reads on; its changes are taken over by a timer of the cluster's.
                await Task.Delay(TimeSpan.FromMilliseconds(100), cluster.TimeProvider, cancellation);
                foreach (var told in watch.Told.Skip(seen).ToList())
                {
                    seen++;
                    queue.Writer.TryWrite(told);
                }
            }
        });
        for (var round = 0; round < 5; round++)
        {
            await client.CreateAsync($"a{round}", Cancellation);
            await cluster.AdvanceAsync(TimeSpan.FromMilliseconds(100), Cancellation);
            (await client.HasAsync($"a{round}-echo", Cancellation)).ShouldBeTrue();
        }

        static async Task WorkAsync(HttpClient client, ChannelReader<string> queue, CancellationToken cancellation)
        {
            await foreach (var told in queue.ReadAllAsync(cancellation))
            {
                var name = told["ADDED ".Length..];
                if (!name.EndsWith("-echo", StringComparison.Ordinal))
                {
                    var echo = await Task.Run(() => Compute(name), cancellation);
                    await client.CreateAsync(echo, cancellation);
                }
            }
        }
    }

    [Fact]
    public async Task A_thread_of_a_controllers_own_is_awaited_while_it_computes_and_not_while_it_waits()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        using var end = new ManualResetEventSlim();
        await using var controller = cluster.RunController("thread", async (handler, cancellation) =>
        {
            using var own = new HttpClient(handler, disposeHandler: false) { BaseAddress = cluster.Address };
            await Task.Delay(TimeSpan.FromSeconds(1), cluster.TimeProvider, cancellation);
            var hasBegun = false;
            var hasEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var thread = new Thread(() =>
            {
                Volatile.Write(ref hasBegun, true);
                using var body = Given.Body(Compute("a"));
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Given.ConfigMaps, UriKind.Relative)) { Content = body };
                own.Send(request, CancellationToken.None).Dispose();
                end.Wait(CancellationToken.None);
                hasEnded.SetResult();
            });
            thread.Start();
            while (!Volatile.Read(ref hasBegun))
            {
                Thread.SpinWait(10);
            }

            await hasEnded.Task;
        });
        await cluster.UntilStableAsync(cancellation: Cancellation);
        (await client.HasAsync("a-echo", Cancellation)).ShouldBeTrue();

        // It still waits, which keeps nobody from going on.
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);
        end.Set();
    }

    [Fact]
    public async Task A_clients_timer_is_work_within_the_horizon_only_and_a_periodic_one_is_none()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        var backOff = Task.Delay(TimeSpan.FromSeconds(30), cluster.TimeProvider, Cancellation);
        var resync = Task.Delay(TimeSpan.FromMinutes(5), cluster.TimeProvider, Cancellation);
        using var periodic = new PeriodicTimer(TimeSpan.FromSeconds(20), cluster.TimeProvider);
        await cluster.UntilStableAsync(cancellation: Cancellation);
        backOff.IsCompleted.ShouldBeTrue();
        resync.IsCompleted.ShouldBeFalse();

        await cluster.UntilStableAsync(horizon: TimeSpan.FromMinutes(5), cancellation: Cancellation);
        resync.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_client_that_waits_for_time_before_it_reads_on_gets_it()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        using var response = await client.GetAsync(new Uri($"{Given.ConfigMaps}?watch=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        var later = 0;
        _ = ReadAsync();
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);

        later.ShouldBeGreaterThan(0);

        async Task ReadAsync()
        {
            var buffer = new byte[16];
            await stream.ReadExactlyAsync(buffer, Cancellation);
            await Task.Delay(TimeSpan.FromSeconds(30), cluster.TimeProvider, Cancellation);
            while (await stream.ReadAsync(buffer, Cancellation) is > 0 and var count)
            {
                later += count;
            }
        }
    }

    [Fact]
    public async Task A_watch_that_nobody_reads_is_named()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Patience = TimeSpan.FromMilliseconds(100) }, Cancellation);
        using var client = cluster.HttpClient("lazy");
        using var response = await client.GetAsync(new Uri($"{Given.ConfigMaps}?watch=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        (await Should.ThrowAsync<TimeoutException>(cluster.UntilStableAsync(cancellation: Cancellation)))
            .Message.ShouldContain("watch configmaps in default of lazy is not read to its end");
    }

    [Fact]
    public async Task Time_that_is_held_does_not_move()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        var before = cluster.Now;
        var hold = cluster.HoldTime();
        var advance = cluster.AdvanceAsync(TimeSpan.FromSeconds(10), Cancellation);
        (await Task.WhenAny(advance, Task.Delay(50, Cancellation))).ShouldNotBe(advance);
        cluster.Now.ShouldBe(before);

        hold.Dispose();
        await advance;
        cluster.Now.ShouldBe(before + TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_happens_again_and_again_is_not_stable()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        await using var controller = cluster.RunController("restless", async (_, cancellation) =>
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(5), cluster.TimeProvider, cancellation);
            }
        });

        (await Should.ThrowAsync<TimeoutException>(cluster.UntilStableAsync(TimeSpan.FromMinutes(1), cancellation: Cancellation)))
            .Message.ShouldContain("again and again");
    }

    [Fact]
    public async Task A_controller_that_fails_fails_the_test()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        await using var controller = cluster.RunController("broken", (_, _) => throw new FormatException("no such thing"));

        (await Should.ThrowAsync<InvalidOperationException>(cluster.UntilStableAsync(cancellation: Cancellation))).InnerException.ShouldBeOfType<FormatException>();
    }

    private static string Compute(string name)
    {
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < TimeSpan.FromMilliseconds(20);)
        {
            Thread.SpinWait(100);
        }

        return name + "-echo";
    }

    /// <summary>Other tests, as it were: work items that follow each other without end.</summary>
    private sealed class BusyPool : IDisposable
    {
        private volatile bool _isOver;

        public BusyPool()
        {
            for (var i = 0; i < Environment.ProcessorCount; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(Work, null);
            }
        }

        public void Dispose() => _isOver = true;

        private void Work(object? state)
        {
            Compute("");
            if (!_isOver)
            {
                ThreadPool.UnsafeQueueUserWorkItem(Work, null);
            }
        }
    }
}
