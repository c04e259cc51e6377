using System.Globalization;
using System.Net.Sockets;
using System.Threading.Channels;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// Adds to what a source tells of a Service what can only be known inside the cluster: whether its name resolves, and whether its TCP ports take
/// a connection; from where, every few seconds.
/// </summary>
internal sealed class ServiceProbe(INetwork network, string place, TimeProvider clock, Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source)
{
    private const int MostPorts = 5;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource _isKnown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile KubeObject? _service;

    public async Task RunAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var probing = ProbeAsync(output, stop.Token);
        try
        {
            await Relay.RunAsync(source, output, See, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await probing;
        }
    }

    private void See(SourceEvent news)
    {
        if (news is SourceEvent.ObjectChanged { Object.Kind: "Service" } change)
        {
            _service = change.Type == ChangeType.Deleted ? null : change.Object;
            _isKnown.TrySetResult();
        }
    }

    private async Task ProbeAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        try
        {
            await _isKnown.Task.WaitAsync(cancellation);
            while (true)
            {
                if (_service is { } service)
                {
                    await ProbeAsync(service, output, cancellation);
                }

                await Task.Delay(Period, clock, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The trace is over.
        }
    }

    private async Task ProbeAsync(KubeObject service, ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        // The search domains of the Pod add the cluster's own.
        var name = $"{service.Name}.{service.Namespace}.svc";
        await TellAsync("resolves", output, async patience => $"{name} is {string.Join(", ", (await network.ResolveAsync(name, patience)).Take(5))}", cancellation);
        var address = service.Root.StringAt("spec", "clusterIP");
        if (address is null or "" or "None")
        {
            return;
        }

        foreach (var port in service.Root.ListAt("spec", "ports").Where(p => p.StringAt("protocol") is null or "TCP").Take(MostPorts))
        {
            var number = (int)(port.Int64At("port") ?? 0);
            await TellAsync(
                string.Create(CultureInfo.InvariantCulture, $"connects to {number}"),
                output,
                async patience =>
                {
                    var start = clock.GetTimestamp();
                    await network.ConnectAsync(address, number, patience);
                    return string.Create(CultureInfo.InvariantCulture, $"in {clock.GetElapsedTime(start).TotalMilliseconds:0} ms");
                },
                cancellation);
        }
    }

    private async Task TellAsync(string check, ChannelWriter<SourceEvent> output, Func<CancellationToken, Task<string>> probe, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var (isGood, text) = (false, "");
        try
        {
            (isGood, text) = (true, await probe(both.Token));
        }
        catch (SocketException e)
        {
            text = e.Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            text = string.Create(CultureInfo.InvariantCulture, $"no answer within {Patience.TotalSeconds} s");
        }

        await output.WriteAsync(new SourceEvent.Probed(clock.GetUtcNow(), check, isGood, $"{text}, from {place}"), cancellation);
    }
}
