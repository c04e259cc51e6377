using System.Threading.Channels;
using Kubespy.Client;
using Kubespy.Client.Discovery;
using Kubespy.Client.Inventories;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// Adds to what a source tells of a namespace, once that is being deleted, the objects that are still in it, whatever their kind: their metadata,
/// listed every few seconds until it is gone.
/// </summary>
internal sealed class RemainingObjects(ClusterClient client, RestMapper mapper, string ns, Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source)
{
    /// <summary>Watched in full already.</summary>
    private const string Watched = "ResourceQuota";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly MetadataLister _lister = new(client);
    private readonly TaskCompletionSource _isBeingDeleted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<string, KubeObject> _left = new(StringComparer.Ordinal);

    /// <exception cref="ClusterException">As the source throws it.</exception>
    public async Task RunAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var listing = ListAsync(output, stop.Token);
        try
        {
            await Relay.RunAsync(source, output, See, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await listing;
        }
    }

    private void See(SourceEvent news)
    {
        if (news is SourceEvent.ObjectChanged { Object: { Kind: "Namespace", IsBeingDeleted: true } })
        {
            _isBeingDeleted.TrySetResult();
        }
    }

    private async Task ListAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        try
        {
            await _isBeingDeleted.Task.WaitAsync(cancellation);
            while (true)
            {
                await ListOnceAsync(output, cancellation);
                await Task.Delay(Pause, client.Clock, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The trace is over.
        }
    }

    private async Task ListOnceAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        Inventory inventory;
        try
        {
            inventory = await _lister.ListAsync(MetadataLister.Kinds(await mapper.ServedAsync(cancellation), isNamespaced: true), ns, cancellation);
        }
        catch (ClusterException)
        {
            // The watches say what is wrong; the next listing may fare better.
            return;
        }

        var now = client.Clock.GetUtcNow();
        // Two groups may serve one object, each as its own.
        var left = inventory.Objects.Where(o => o.Kind != Watched).DistinctBy(o => o.Uid).ToDictionary(o => o.Uid, StringComparer.Ordinal);
        foreach (var gone in _left.Values.Where(o => !left.ContainsKey(o.Uid)))
        {
            await output.WriteAsync(new SourceEvent.ObjectChanged(now, ChangeType.Deleted, gone), cancellation);
        }

        foreach (var obj in left.Values.Where(o => _left.GetValueOrDefault(o.Uid)?.ResourceVersion != o.ResourceVersion))
        {
            await output.WriteAsync(new SourceEvent.ObjectChanged(now, _left.ContainsKey(obj.Uid) ? ChangeType.Modified : ChangeType.Added, obj, IsInitial: true), cancellation);
        }

        _left = left;
    }
}
