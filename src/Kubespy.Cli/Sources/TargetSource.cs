using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Kubespy.Cli.Targets;
using Kubespy.Client;
using Kubespy.Client.Watching;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>Watches several targets, of one cluster or of several, and tells their news as one stream.</summary>
internal sealed class TargetSource(IReadOnlyList<ObservedTarget> targets, Projection projection)
{
    private readonly Channel<ObservedEvent> _output = Channel.CreateBounded<ObservedEvent>(1_000);
    private readonly ConcurrentQueue<ClusterException> _failures = new();
    private readonly Random _random = new();

    /// <summary>What is said of a target that could not be watched while others can.</summary>
    public Action<ObservedTarget, ClusterException> OnFailure { get; init; } = (_, _) => { };

    /// <summary>Until it is cancelled.</summary>
    /// <exception cref="ClusterException">No target can be watched, or the only one cannot.</exception>
    public async IAsyncEnumerable<ObservedEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = Task.WhenAll(targets.Select(t => Task.Run(() => RunAsync(t, stop.Token), stop.Token)));
        _ = running.ContinueWith(r => _output.Writer.TryComplete(r.Exception?.InnerException), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (var news in _output.Reader.ReadAllAsync(cancellation))
            {
                yield return news;
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        if (_failures.TryDequeue(out var failure))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async Task RunAsync(ObservedTarget target, CancellationToken cancellation)
    {
        try
        {
            await WatchAsync(target, mayResolve: true, cancellation);
        }
        catch (ClusterException e)
        {
            _failures.Enqueue(e);
            if (targets.Count > 1)
            {
                OnFailure(target, e);
            }
        }
        catch (OperationCanceledException)
        {
            // The observation is over.
        }
    }

    private async Task WatchAsync(ObservedTarget target, bool mayResolve, CancellationToken cancellation)
    {
        var inner = Channel.CreateBounded<SourceEvent>(1000);
        var watching = WatchAsync(target, inner.Writer, cancellation);
        await foreach (var news in inner.Reader.ReadAllAsync(cancellation))
        {
            switch (news)
            {
                case SourceEvent.Forbidden forbidden:
                    throw new ClusterException(ClusterProblem.Forbidden, forbidden.Message, $"ask for get, list and watch on {target.Resource.Resource.GroupResource}; check with: kubectl auth can-i watch {target.Resource.Plural}");
                case SourceEvent.ObjectChanged change when !target.Name.Matches(change.Object.Name):
                    break;
                case SourceEvent.ObjectChanged { Type: ChangeType.Deleted } gone when target.HasSelector:
                    await _output.Writer.WriteAsync(await LookUpAsync(target, gone, cancellation), cancellation);
                    break;
                default:
                    await _output.Writer.WriteAsync(new ObservedEvent(target, news), cancellation);
                    break;
            }
        }

        try
        {
            await watching;
        }
        catch (ClusterException e) when (e.Problem == ClusterProblem.NotFound && mayResolve)
        {
            // A collection is never "not found": this version of the kind is not served here. What is?
            var served = await target.Mapper.ResolveAsync(target.Resource.Kind, cancellation, isServed: true);
            await WatchAsync(target with { Resource = served }, mayResolve: false, cancellation);
        }
    }

    private async Task WatchAsync(ObservedTarget target, ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        try
        {
            await new ResourceWatch(target.Client, target.Watch(projection), output, _random).RunAsync(cancellation);
        }
        finally
        {
            output.TryComplete();
        }
    }

    /// <summary>Deleted, or only gone from the selector: the same UID under the same name tells.</summary>
    private static async Task<ObservedEvent> LookUpAsync(ObservedTarget target, SourceEvent.ObjectChanged gone, CancellationToken cancellation)
    {
        try
        {
            var live = await target.Client.FindAsync(target.Resource.Resource, gone.Object.Namespace, gone.Object.Name, cancellation);
            return live is null || live.Uid != gone.Object.Uid
                ? new ObservedEvent(target, gone)
                : new ObservedEvent(target, gone with { Type = ChangeType.Modified, Object = live }) { HasLeft = true };
        }
        catch (ClusterException)
        {
            // Whether it lives on cannot be asked: it is gone from what is observed, that is certain.
            return new ObservedEvent(target, gone);
        }
    }
}
