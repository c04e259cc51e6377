using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
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
    private const int PageSize = 500;

    /// <summary>The server ends a watch after so many seconds; silence for longer means that the connection is dead.</summary>
    private const int TimeoutSeconds = 300;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly Projection _list = Projection.Of("metadata").With("items", target.Projection);

    /// <summary>An error's object is a Status, of which all is of interest.</summary>
    private readonly Projection _change = Projection.Of("type").With(
        "object", target.Projection.With("code", Projection.All).With("message", Projection.All));

    private readonly ObjectCache _cache = new();
    private readonly Backoff _backoff = new(random);
    private bool _isSynced;
    private bool _isLost;

    /// <summary>Runs until it is cancelled, or until the first list is refused for good.</summary>
    /// <exception cref="ClusterException">Before anything was seen, the cluster could not be reached or refused.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (_cache.Revision.Length == 0)
                {
                    await ListAsync(cancellation);
                }

                await WatchAsync(cancellation);
            }
            catch (ClusterException e) when (e.Problem == ClusterProblem.Forbidden)
            {
                await TellAsync(new SourceEvent.Forbidden(Now, target.Resource, e.Message));
                return;
            }
            catch (ClusterException e) when (_isSynced || e.IsTransient)
            {
                await LoseAsync(e.Message);
                await WaitAsync(e.RetryAfter, cancellation);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or JsonException or WatchBroken)
            {
                await LoseAsync(e.Message);
                await WaitAsync(null, cancellation);
            }
        }
    }

    private DateTimeOffset Now => client.Clock.GetUtcNow();

    private async Task ListAsync(CancellationToken cancellation)
    {
        var objects = new List<KubeObject>();
        var revision = "";
        var next = "";
        _cache.BeginList();
        do
        {
            var page = await client.GetOnceAsync(target.Query(Page(next)), "application/json", _list, cancellation);
            foreach (var item in page.ListAt("items"))
            {
                objects.Add(WithKind((MapValue)item));
            }

            revision = page.StringAt("metadata", "resourceVersion") ?? "";
            next = page.StringAt("metadata", "continue") ?? "";
            if (_cache.IsFirstList)
            {
                // Thousands need not be held until the last has come.
                await TellAsync(_cache.Page(objects));
                objects.Clear();
            }
        }
        while (next.Length > 0);

        if (_isSynced)
        {
            await TellAsync(new SourceEvent.Gap(Now, target.Resource));
        }

        await TellAsync(_cache.IsFirstList ? _cache.EndList(revision) : _cache.Replace(objects, revision));
        if (!_isSynced)
        {
            _isSynced = true;
            await TellAsync(new SourceEvent.Synced(Now, target.Resource));
        }

        await RestoreAsync();
    }

    private static string[] Page(string next)
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"limit={PageSize}");
        return next.Length == 0 ? [limit] : [limit, "continue=" + Uri.EscapeDataString(next)];
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        var path = target.Query(
            "watch=true", "allowWatchBookmarks=true", "resourceVersion=" + _cache.Revision,
            string.Create(CultureInfo.InvariantCulture, $"timeoutSeconds={TimeoutSeconds}"));
        using var watchdog = new CancellationTokenSource(TimeSpan.FromSeconds(TimeoutSeconds) + Grace, client.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, watchdog.Token);
        try
        {
            using var response = await client.SendAsync(path, "application/json", both.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
            var lines = new LineReader(stream);
            await RestoreAsync();
            var hasSeen = false;
            while (await lines.ReadAsync(both.Token) is { } line)
            {
                watchdog.CancelAfter(TimeSpan.FromSeconds(TimeoutSeconds) + Grace);
                hasSeen = true;
                if (!await ApplyAsync(line))
                {
                    return;
                }

                _backoff.Reset();
            }

            if (!hasSeen)
            {
                // An empty watch that ends at once would spin.
                await WaitAsync(null, cancellation);
            }
        }
        catch (OperationCanceledException) when (watchdog.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new WatchBroken("the connection went silent");
        }
        catch (ClusterException e) when (e.Code is 410 or 504)
        {
            // The history has expired, or the server was restored and knows no revision as high as ours.
            _cache.Expire();
        }
    }

    /// <summary>False where the watch cannot go on from here.</summary>
    private async Task<bool> ApplyAsync(byte[] line)
    {
        if (line.Length == 0)
        {
            return true;
        }

        var change = ValueReader.Read(line, _change);
        var type = change.StringAt("type") ?? "";
        var body = change.MapAt("object") ?? MapValue.Empty;
        switch (type)
        {
            case "BOOKMARK":
                _cache.Bookmark(body.StringAt("metadata", "resourceVersion") ?? _cache.Revision);
                return true;
            case "ERROR" when body.Int64At("code") is 410 or 504:
                _cache.Expire();
                return false;
            case "ERROR":
                throw new WatchBroken(body.StringAt("message") ?? "the watch failed");
            default:
                if (_cache.Apply(type, new KubeObject(body)) is { } news)
                {
                    await TellAsync(new SourceEvent.ObjectChanged(Now, news.Type, news.Object));
                }

                return true;
        }
    }

    private KubeObject WithKind(MapValue item) => new(item["kind"] is null
        ? new MapBuilder().Set("kind", target.Kind).Set("apiVersion", target.Resource.ApiVersion).SetAll(item).ToMap()
        : item);

    private async Task LoseAsync(string reason)
    {
        if (!_isLost)
        {
            _isLost = true;
            await TellAsync(new SourceEvent.ConnectionLost(Now, target.Resource, reason));
        }
    }

    private async Task RestoreAsync()
    {
        if (_isLost)
        {
            _isLost = false;
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
