using System.Threading.Channels;
using Kubespy.Client;
using Kubespy.Client.Logs;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// Adds to what a source tells the last lines of the logs of containers that fail, once for each time that one ends. Logs are read one
/// after the other and not too fast; where more are asked for than can be read, the rest is asked for again with the Pod's next change.
/// </summary>
internal sealed class LogFollower(ClusterClient client, int lines, IKindTrace? kind, string name, Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source)
{
    private const int MaxWaiting = 100;
    private static readonly GroupVersionResource PodLogs = new("", "v1", "pods/log");
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A node that does not answer must not keep the logs of others.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LogReader _reader = new(client);
    private KubeObject? _root;
    private readonly Dictionary<string, HashSet<string>> _asked = new(StringComparer.Ordinal);
    private readonly Channel<(KubeObject Pod, FailingLog Log)> _wanted = Channel.CreateBounded<(KubeObject, FailingLog)>(MaxWaiting);
    private readonly Outstanding _unread = new();

    /// <summary>Completes once all logs have been told that what was told before asks for, or could not be read.</summary>
    public Task WhenRead() => _unread.WhenDone();

    /// <exception cref="ClusterException">As the source throws it.</exception>
    public async Task RunAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = ReadAsync(output, stop.Token);
        try
        {
            await Relay.RunAsync(source, output, See, stop.Token, _ => _unread.Begin());
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    private void See(SourceEvent news)
    {
        if (news is SourceEvent.ObjectChanged told && told.Object.Kind == kind?.Kind && told.Object.Name == name)
        {
            _root = told.Object;
        }

        if (news is SourceEvent.ObjectChanged { Object.Kind: "Pod" } change && (kind is null || (_root is not null && kind.ConcernsLogsOf(change.Object, _root))))
        {
            Consider(change);
        }

        _unread.End();
    }

    private void Consider(SourceEvent.ObjectChanged change)
    {
        var pod = change.Object;
        if (change.Type == ChangeType.Deleted)
        {
            _asked.Remove(pod.Uid);
            return;
        }

        foreach (var log in FailingLog.Of(pod))
        {
            if (!_asked.TryGetValue(pod.Uid, out var instances))
            {
                _asked[pod.Uid] = instances = new(StringComparer.Ordinal);
            }

            if (instances.Contains(log.Instance))
            {
                continue;
            }

            _unread.Begin();
            if (_wanted.Writer.TryWrite((pod, log)))
            {
                instances.RemoveWhere(i => i.StartsWith(log.Container + " ", StringComparison.Ordinal));
                instances.Add(log.Instance);
            }
            else
            {
                _unread.End();
            }
        }
    }

    private async Task ReadAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        try
        {
            await foreach (var (pod, log) in _wanted.Reader.ReadAllAsync(cancellation))
            {
                if (await TailAsync(pod, log, cancellation) is { Count: > 0 } tail)
                {
                    await output.WriteAsync(new SourceEvent.LogRead(client.Clock.GetUtcNow(), pod.Uid, log.Container, tail), cancellation);
                }

                _unread.End();
                await Task.Delay(Pause, client.Clock, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The trace is over.
        }
        catch (ClusterException e)
        {
            // Said once; a trace without logs is still a trace.
            output.TryWrite(new SourceEvent.Forbidden(client.Clock.GetUtcNow(), PodLogs, e.Message));
        }
        finally
        {
            _unread.Close();
        }
    }

    private async Task<IReadOnlyList<string>> TailAsync(KubeObject pod, FailingLog log, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, client.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await _reader.TailAsync(pod.Key, log.Container, lines, log.IsPrevious, both.Token);
        }
        catch (ClusterException e) when (e.Problem != ClusterProblem.Forbidden)
        {
            // The cluster is away; the watches say so.
            return [];
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // The log ended midway, or the node of that Pod does not answer.
            return [];
        }
    }
}
