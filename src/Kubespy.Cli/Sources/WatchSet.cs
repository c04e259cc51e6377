using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Kubespy.Client;
using Kubespy.Client.Watching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// Watches that run side by side and are read as one stream, each news with the target that brought it. A target is watched once, however
/// often it is asked for.
/// </summary>
internal sealed class WatchSet(ClusterClient client, CancellationToken cancellation)
{
    /// <summary>What more watches would be asked for is not watched: each costs the server a stream.</summary>
    private const int Most = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(16);

    private readonly Random _random = new();

    /// <summary>Objects are kept whole, and all Events told, whatever a watch asks for: they are recorded.</summary>
    public bool IsWhole { get; init; }

    private readonly HashSet<WatchTarget> _started = [];
    private volatile bool _hasAnswered;
    private readonly Channel<(WatchTarget Target, SourceEvent News)> _news = Channel.CreateBounded<(WatchTarget, SourceEvent)>(500);

    /// <summary>Begins to watch; false where that target is being watched already, or too much is.</summary>
    /// <param name="target">What to watch.</param>
    /// <param name="isEssential">Where the cluster does not serve it, there is nothing to show; else its lack is told like a refusal.</param>
    public bool Start(WatchTarget target, bool isEssential = false)
    {
        if (_started.Count >= Most || !_started.Add(target))
        {
            return false;
        }

        _ = Task.Run(() => RunAsync(target, isEssential), cancellation);
        return true;
    }

    /// <summary>Whether that target is being watched.</summary>
    public bool Watches(WatchTarget target) => _started.Contains(target);

    /// <summary>What the watches tell, of one watch in its order.</summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses an essential watch.</exception>
    public async IAsyncEnumerable<(WatchTarget Target, SourceEvent News)> ReadAsync()
    {
        while (true)
        {
            yield return await NextAsync();
        }
    }

    /// <summary>
    /// What is told as deleted may only have left its selector: the same UID under the same name tells. Then it is followed by name from here on,
    /// and the news is what it has become.
    /// </summary>
    public async Task<SourceEvent> FollowAsync(WatchTarget target, SourceEvent.ObjectChanged gone)
    {
        if (await FindAsync(target, gone.Object) is not { } live || live.Uid != gone.Object.Uid)
        {
            return gone;
        }

        Start(ByName(target, live.Name));
        return gone with { Type = ChangeType.Modified, Object = live };
    }

    /// <summary>The one object of that name, as the target has it.</summary>
    public static WatchTarget ByName(WatchTarget target, string name) => target with { LabelSelector = "", FieldSelector = "metadata.name=" + name };

    private async Task<KubeObject?> FindAsync(WatchTarget target, KubeObject obj)
    {
        while (true)
        {
            try
            {
                return await client.FindAsync(target.Resource, obj.Namespace, obj.Name, cancellation);
            }
            catch (ClusterException e) when (e.Problem is ClusterProblem.Forbidden or ClusterProblem.BadRequest)
            {
                return null;
            }
            catch (ClusterException e)
            {
                // The watches are down, too, and say so; what became of it is asked again.
                await Task.Delay(e.RetryAfter > Pause ? e.RetryAfter.Value : Pause, client.Clock, cancellation);
            }
        }
    }

    /// <summary>The next that any of them tells.</summary>
    /// <exception cref="ClusterException">As <see cref="ReadAsync"/> throws it.</exception>
    public async Task<(WatchTarget Target, SourceEvent News)> NextAsync()
    {
        try
        {
            var next = await _news.Reader.ReadAsync(cancellation);
            _hasAnswered = true;
            return next;
        }
        catch (ChannelClosedException e) when (e.InnerException is not null)
        {
            // A watch was refused for good: its reason is what the user needs.
            ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }

    private async Task RunAsync(WatchTarget target, bool isEssential)
    {
        try
        {
            for (var pause = Pause; !await TryRunAsync(target); pause = pause < LongestPause ? pause * 2 : pause)
            {
                await Task.Delay(pause, client.Clock, cancellation);
            }
        }
        catch (ClusterException e) when (!isEssential && (e.Problem is ClusterProblem.NotFound or ClusterProblem.BadRequest))
        {
            var lack = e.Problem == ClusterProblem.NotFound ? $"the cluster does not serve {target.Resource.GroupResource}" : e.Message;
            await _news.Writer.WriteAsync((target, new SourceEvent.Forbidden(client.Clock.GetUtcNow(), target.Resource, lack)), cancellation);
        }
        catch (ClusterException e)
        {
            _news.Writer.TryComplete(e);
        }
        catch (OperationCanceledException)
        {
            // The trace is over.
        }
#pragma warning disable CA1031 // Handed to the reader, which rethrows it: a watch that ended unseen would leave a picture that stands still.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _news.Writer.TryComplete(e);
        }
    }

    /// <summary>False where it is to be tried again: the cluster, which has answered before, is away just when this watch begins.</summary>
    private async Task<bool> TryRunAsync(WatchTarget target)
    {
        try
        {
            await new ResourceWatch(client, IsWhole ? Whole(target) : target, new Tagged(target, _news.Writer), _random).RunAsync(cancellation);
            return true;
        }
        catch (ClusterException e) when (_hasAnswered && e.Problem is not (ClusterProblem.NotFound or ClusterProblem.BadRequest))
        {
            return false;
        }
    }

    private static WatchTarget Whole(WatchTarget target) => target with
    {
        Projection = Projection.All,
        FieldSelector = target is { Kind: "Event", FieldSelector: "type=Warning" } ? "" : target.FieldSelector,
    };

    /// <summary>Says of all that is written whose it is.</summary>
    private sealed class Tagged(WatchTarget target, ChannelWriter<(WatchTarget Target, SourceEvent News)> inner) : ChannelWriter<SourceEvent>
    {
        public override bool TryWrite(SourceEvent item) => inner.TryWrite((target, item));

        public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => inner.WaitToWriteAsync(cancellationToken);
    }
}
