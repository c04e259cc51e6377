using System.Threading.Channels;
using Kubespy.Client.Configuration;
using Kubespy.Client.Watching;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Client.Tests;

/// <summary>A watch of a scripted server, and what it tells.</summary>
internal sealed class Observed : IAsyncDisposable
{
    private readonly Channel<SourceEvent> _output = Channel.CreateUnbounded<SourceEvent>();
    private readonly CancellationTokenSource _stop = new();
    private readonly ClusterClient _client;
    private readonly Task _running;

    private Observed(TimeProvider clock, ScriptedServer server)
    {
        Server = server;
        _client = new ClusterClient(new KubeContext { Server = Server.Address }, clock);
        var target = new WatchTarget(new GroupVersionResource("", "v1", "pods"), "Pod", "default");
        _running = new ResourceWatch(_client, target, _output.Writer, new Random(1)).RunAsync(_stop.Token);
    }

    public ScriptedServer Server { get; }

    public static Observed Start(TimeProvider clock, params IEnumerable<(int Code, string Body, bool Breaks)> script) => new(clock, new ScriptedServer(script));

    /// <summary>Of a server that answers by what is asked.</summary>
    public static Observed Start(TimeProvider clock, Func<System.Net.HttpListenerRequest, (int Code, string Body, bool Breaks)?> answer) => new(clock, new ScriptedServer(answer));

    /// <summary>Returns once the watch has ended by itself.</summary>
    public Task EndAsync() => _running.WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>The first news of that kind, told within a while.</summary>
    public async Task<SourceEvent> UntilAsync(Func<SourceEvent, bool> isIt)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (await _output.Reader.ReadAsync(patience.Token) is var news && isIt(news))
            {
                return news;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (!_running.IsCompletedSuccessfully)
        {
            await Should.ThrowAsync<OperationCanceledException>(_running);
        }

        _client.Dispose();
        Server.Dispose();
        _stop.Dispose();
    }
}
