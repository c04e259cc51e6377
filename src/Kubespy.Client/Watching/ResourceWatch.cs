using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Kubespy.Client.Transport;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Client.Watching;

/// <summary>
/// Keeps one collection in view for as long as it takes: lists, watches from there, resumes after every break, lists again when the history
/// has expired. What it tells is exact after each break, and nothing is told twice (<see cref="ObjectCache"/>).
/// </summary>
public sealed class ResourceWatch(ClusterClient client, WatchTarget target, ChannelWriter<SourceEvent> output, Random random)
{
    /// <summary>The server ends a watch after so many seconds; silence for longer means that the connection is dead.</summary>
    private const int TimeoutSeconds = 300;

    /// <summary>What was seen before and is refused now is asked for so often: a server that has just started may not know its roles yet.</summary>
    private const int MostRefusals = 3;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>A watch that ends sooner is not begun anew at once.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    /// <summary>After one that lasts as long, the next trouble is another.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private static readonly Projection Check = Projection.Of("metadata", "items.metadata.uid", "items.metadata.resourceVersion");

    /// <summary>An error's object is a Status, of which all is of interest.</summary>
    private readonly Projection _change = Projection.Of("type").With(
        "object", target.Projection.With("code", Projection.All).With("message", Projection.All));

    private readonly ObjectCache _cache = new();
    private readonly Backoff _backoff = new(random);
    private bool _isSynced;
    private bool _wasAway;
    private bool _hasExpired;
    private int _refusals;
    private int _absences;
    private (bool IsLost, ClusterProblem Problem) _told;

    /// <summary>Runs until it is cancelled, or until it is refused for good.</summary>
    /// <exception cref="ClusterException">Before anything was seen, the cluster could not be reached or refused.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await StepAsync(cancellation);
            }
            catch (ClusterException e) when (e.Problem == ClusterProblem.Forbidden)
            {
                if (!_isSynced || ++_refusals >= MostRefusals)
                {
                    await TellAsync(new SourceEvent.Forbidden(Now, target.Resource, e.Message));
                    return;
                }

                await WaitAsync(null, cancellation);
            }
            catch (ClusterException e) when (_isSynced && e.Problem == ClusterProblem.NotFound)
            {
                await MissAsync();
                await WaitAsync(null, cancellation);
            }
            catch (ClusterException e) when (_isSynced || e.IsTransient)
            {
                _wasAway |= e.Problem is not ClusterProblem.ServerError;
                await LoseAsync(e.Problem, e.Message);
                await WaitAsync(e.RetryAfter, cancellation);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or WatchBroken)
            {
                _wasAway |= e is not WatchBroken { IsTold: true };
                await LoseAsync(ClusterProblem.Unreachable, e is WatchBroken ? e.Message : Refusal.Reason(e));
                await WaitAsync(null, cancellation);
            }
        }
    }

    private DateTimeOffset Now => client.Clock.GetUtcNow();

    private async Task StepAsync(CancellationToken cancellation)
    {
        if (_wasAway && _cache.Revision.Length > 0)
        {
            await CheckAsync(cancellation);
        }

        _wasAway = false;
        if (_cache.Revision.Length == 0)
        {
            await ListAsync(cancellation);
        }

        await WatchAsync(cancellation);
    }

    /// <summary>Whether it is the same server still, with the same history.</summary>
    private async Task CheckAsync(CancellationToken cancellation)
    {
        var list = await client.GetOnceAsync(target.Query("limit=1"), "application/json", Check, cancellation);
        if (!_cache.IsContinued(list.StringAt("metadata", "resourceVersion") ?? "", list.ListAt("items").OfType<MapValue>().Select(i => new KubeObject(i)).FirstOrDefault()))
        {
            _cache.Expire();
        }
    }

    private async Task ListAsync(CancellationToken cancellation)
    {
        var list = new PagedList(client, target.Projection) { Waits = false };
        if (_cache.IsFirstList)
        {
            // Thousands need not be held until the last has come.
            var revision = await list.ReadAsync(q => target.Query(q), TakeAsync, cancellation);
            await TellAsync(_cache.EndList(revision));
        }
        else
        {
            var (items, revision) = await list.ReadAsync(q => target.Query(q), cancellation);
            await ReplaceAsync(items.Select(WithKind), revision);
        }

        if (!_isSynced)
        {
            _isSynced = true;
            await TellAsync(new SourceEvent.Synced(Now, target.Resource));
        }

        await RestoreAsync();
    }

    private Task TakeAsync(bool isFirst, IReadOnlyList<MapValue> page)
    {
        if (isFirst)
        {
            _cache.BeginList();
        }

        return TellAsync(_cache.Page(page.Select(WithKind)));
    }

    private async Task ReplaceAsync(IEnumerable<KubeObject> objects, string revision)
    {
        if (_isSynced)
        {
            await TellAsync(new SourceEvent.Gap(Now, target.Resource));
        }

        await TellAsync(_cache.Replace(objects, revision));
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        var path = target.Query(
            "watch=true", "allowWatchBookmarks=true", "resourceVersion=" + Uri.EscapeDataString(_cache.Revision),
            string.Create(CultureInfo.InvariantCulture, $"timeoutSeconds={TimeoutSeconds}"));
        using var watchdog = new CancellationTokenSource(TimeSpan.FromSeconds(TimeoutSeconds) + Grace, client.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, watchdog.Token);
        var began = client.Clock.GetTimestamp();
        try
        {
            using var response = await client.SendAsync(path, "application/json", both.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
            var lines = new LineReader(stream);
            await RestoreAsync();
            while (await lines.ReadAsync(both.Token) is { } line)
            {
                watchdog.CancelAfter(TimeSpan.FromSeconds(TimeoutSeconds) + Grace);
                if (!await ApplyAsync(line))
                {
                    await ExpireAsync(cancellation);
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (watchdog.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new WatchBroken("the connection went silent");
        }
        catch (ClusterException e) when (e.Code is 410 or 504)
        {
            // The history has expired, or the server was restored and knows no revision as high as ours.
            await ExpireAsync(cancellation);
            return;
        }
        finally
        {
            if (client.Clock.GetElapsedTime(began) >= Settled)
            {
                _backoff.Reset();
            }
        }

        if (client.Clock.GetElapsedTime(began) < Short)
        {
            // Whether or not it said something: watches that end at once would spin.
            await WaitAsync(null, cancellation);
        }
    }

    /// <summary>The next step is a list. Where nothing came of the last one, not at once.</summary>
    private async Task ExpireAsync(CancellationToken cancellation)
    {
        _cache.Expire();
        if (_hasExpired)
        {
            await WaitAsync(null, cancellation);
        }

        _hasExpired = true;
    }

    /// <summary>False where the watch cannot go on from here.</summary>
    private async Task<bool> ApplyAsync(ReadOnlyMemory<byte> line)
    {
        if (line.Length == 0)
        {
            return true;
        }

        var change = Read(line.Span);
        var type = change.StringAt("type") ?? "";
        var body = change.MapAt("object") ?? MapValue.Empty;
        switch (type)
        {
            case "ERROR" when body.Int64At("code") is 410 or 504:
                return false;
            case "ERROR":
                throw new WatchBroken(body.StringAt("message") is { Length: > 0 } message ? message : "the watch failed") { IsTold = true };
            case "BOOKMARK":
                _cache.Bookmark(body.StringAt("metadata", "resourceVersion") ?? _cache.Revision);
                _hasExpired = false;
                return true;
            case "ADDED" or "MODIFIED" or "DELETED" when body.StringAt("metadata", "uid") is { Length: > 0 } && body.StringAt("metadata", "resourceVersion") is { Length: > 0 }:
                if (_cache.Apply(type, new KubeObject(body)) is { } news)
                {
                    _backoff.Reset();
                    await TellAsync(new SourceEvent.ObjectChanged(Now, news.Type, news.Object));
                }

                _hasExpired = false;
                return true;
            default:
                throw new WatchBroken("what it sent is no event of a watch");
        }
    }

    private Value Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return ValueReader.Read(line, _change);
        }
        catch (JsonException)
        {
            throw new WatchBroken("what it sent is no event of a watch");
        }
    }

    private KubeObject WithKind(MapValue item) => new(item["kind"] is null
        ? new MapBuilder().Set("kind", target.Kind).Set("apiVersion", target.Resource.ApiVersion).SetAll(item).ToMap()
        : item);

    /// <summary>A collection is never "not found": what served it has gone, as when its CustomResourceDefinition was deleted, and all its objects with it.</summary>
    private async Task MissAsync()
    {
        if (++_absences < 2)
        {
            // It may have said so while it started; a list tells.
            _cache.Expire();
            return;
        }

        if (_cache.Count > 0)
        {
            await ReplaceAsync([], "");
        }

        await LoseAsync(ClusterProblem.NotFound, $"the cluster serves no {target.Resource.GroupResource} any more (was its CustomResourceDefinition deleted?)");
    }

    /// <summary>Said once, and again where it has become another trouble.</summary>
    private async Task LoseAsync(ClusterProblem problem, string reason)
    {
        if (_told != (true, problem))
        {
            _told = (true, problem);
            await TellAsync(new SourceEvent.ConnectionLost(Now, target.Resource, reason));
        }
    }

    /// <summary>The server has answered well.</summary>
    private async Task RestoreAsync()
    {
        (_refusals, _absences) = (0, 0);
        if (_told.IsLost)
        {
            _told = default;
            await TellAsync(new SourceEvent.ConnectionRestored(Now, target.Resource));
        }
    }

    private Task WaitAsync(TimeSpan? retryAfter, CancellationToken cancellation)
    {
        var delay = _backoff.Next();
        return Task.Delay(retryAfter > delay ? retryAfter.Value : delay, client.Clock, cancellation);
    }

    private async Task TellAsync(IReadOnlyList<(ChangeType Type, KubeObject Object, bool IsInitial)> news)
    {
        foreach (var (type, obj, isInitial) in news)
        {
            await TellAsync(new SourceEvent.ObjectChanged(Now, type, obj, isInitial));
        }
    }

    private ValueTask TellAsync(SourceEvent news) => output.WriteAsync(news);
}
