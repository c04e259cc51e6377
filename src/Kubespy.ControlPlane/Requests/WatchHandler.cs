using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane.Requests;

/// <summary>
/// Watches: from a revision or from what is there, with bookmarks and selectors (KEP-956, KEP-3157).
/// An object that leaves the selector is told as DELETED, as it was before.
/// </summary>
internal sealed class WatchHandler(Store store, IClusterGate gate, TimeProvider wallClock)
{
    private static readonly TimeSpan BookmarkPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    public async Task HandleAsync(RequestPath path, ApiRequest request, OutputFormat format, IApiResponse response, CancellationToken cancellation)
    {
        var filter = ObjectFilter.Parse(path, request);
        var version = request["resourceVersion"] ?? "";
        long revision = 0;
        if (version.Length > 0 && !long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out revision))
        {
            throw new ApiException(new ApiStatus(
                500, "", $"resourceVersion: Invalid value: \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax"));
        }

        var sendsInitial = request.Flag("sendInitialEvents");
        ListOptionsValidation.CheckWatch(request);

        if (revision > store.Revision)
        {
            throw ListHandler.TooLarge(revision, store.Revision);
        }

        var timeout = long.TryParse(request["timeoutSeconds"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : DefaultTimeout;
        using var deadline = new CancellationTokenSource(timeout, wallClock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        response.Start(200, "application/json");
        using var stream = new WatchStream(path, request, format, response, gate);
        if (request["sendInitialEvents"] is null ? revision == 0 : sendsInitial)
        {
            revision = TellInitial(path, filter, stream);
            if (sendsInitial)
            {
                stream.Bookmark(revision, isInitialEnd: true);
            }
        }
        else if (request["sendInitialEvents"] is not null && revision == 0)
        {
            revision = store.Revision;
        }

        try
        {
            await stream.FlushAsync(both.Token);
            await FollowAsync(path.Resource, filter, stream, revision, request.Flag("allowWatchBookmarks"), both.Token);
        }
        catch (OperationCanceledException)
        {
            // The client's time or the client is gone: a watch ends without a word.
        }
    }

    private long TellInitial(RequestPath path, ObjectFilter filter, WatchStream stream)
    {
        var now = store.Revision;
        var table = store.Read(path.Resource);
        foreach (var obj in table.Objects.Values.Where(filter.Admits))
        {
            stream.Add("ADDED", obj);
        }

        return Math.Max(now, table.Revision);
    }

    private async Task FollowAsync(Resource resource, ObjectFilter filter, WatchStream stream, long revision, bool bookmarks, CancellationToken cancellation)
    {
        var log = store.Log(resource);
        while (true)
        {
            var (changes, next) = log.ReadAfter(revision);
            if (changes is null)
            {
                stream.Error(new ApiStatus(410, "Expired", $"too old resource version: {revision} ({log.OldestRevision + 1})"));
                await stream.FlushAsync(cancellation);
                return;
            }

            foreach (var change in changes)
            {
                Tell(filter, stream, change);
                revision = change.Revision;
            }

            await stream.FlushAsync(cancellation);
            if (changes.Count == 0 && log.IsClosed)
            {
                return;
            }

            if (changes.Count == 0)
            {
                stream.Reached(log, revision);
            }

            if (changes.Count == 0 && !await WaitAsync(next, bookmarks, cancellation))
            {
                // Everything up to the store's revision has been read, unless a change came in just now.
                var newest = store.Revision;
                if (log.Current.Revision <= revision)
                {
                    revision = Math.Max(revision, newest);
                    stream.Bookmark(revision);
                    await stream.FlushAsync(cancellation);
                }
            }
        }
    }

    /// <summary>False where it is time for a bookmark.</summary>
    private async Task<bool> WaitAsync(Task next, bool bookmarks, CancellationToken cancellation)
    {
        if (!bookmarks)
        {
            await next.WaitAsync(cancellation);
            return true;
        }

        try
        {
            await next.WaitAsync(BookmarkPeriod, wallClock, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static void Tell(ObjectFilter filter, WatchStream stream, StoreEvent change)
    {
        var isIn = change.Type != StoreEventType.Deleted && filter.Admits(change.Object);
        var wasIn = change.Previous is { } previous && filter.Admits(previous);
        switch (wasIn, isIn)
        {
            case (false, true):
                stream.Add("ADDED", change.Object);
                break;
            case (true, true):
                stream.Add("MODIFIED", change.Object);
                break;
            case (true, false):
                stream.Add("DELETED", change.Type == StoreEventType.Deleted ? change.Object : change.Previous!.WithResourceVersion(change.Revision));
                break;
        }
    }
}
