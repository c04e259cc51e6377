using System.Collections.Concurrent;
using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace WebsiteOperator;

/// <summary>
/// A cache of all objects of a kind: a list, then a watch from there. A watch that ends is resumed where it was; where that revision has expired, all is
/// listed anew.
/// </summary>
/// <param name="list">Lists them, and says at which revision.</param>
/// <param name="watch">Watches them from a revision; errors that the watch is told go to the action.</param>
/// <param name="changed">Told of each object that is new, other or gone.</param>
/// <param name="time">For back-offs.</param>
internal sealed class Informer<T>(
    Func<CancellationToken, Task<(IEnumerable<T> Items, string Revision)>> list,
    Func<string, Action<Exception>, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Object)>> watch,
    Action<T> changed,
    TimeProvider time)
    where T : IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, T> _objects = new();

    /// <summary>Up to where the cache is right; null where nobody knows.</summary>
    private string? _revision;

    public T? Find(string key) => _objects.GetValueOrDefault(key);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (_revision is null)
                {
                    await ListAsync(cancellation);
                }

                await WatchAsync(cancellation);
            }
            catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException or TaskCanceledException { InnerException: TimeoutException })
            {
                _revision = e is HttpOperationException { Response.StatusCode: HttpStatusCode.Gone } ? null : _revision;
                await Task.Delay(BackOff, time, cancellation);
            }
        }
    }

    private async Task ListAsync(CancellationToken cancellation)
    {
        var (items, revision) = await list(cancellation);
        var listed = items.ToDictionary(Key);
        foreach (var (key, gone) in _objects.Where(o => !listed.ContainsKey(o.Key)))
        {
            _objects.TryRemove(key, out _);
            changed(gone);
        }

        foreach (var (key, obj) in listed)
        {
            _objects[key] = obj;
            changed(obj);
        }

        _revision = revision;
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        await foreach (var (type, obj) in watch(_revision!, _ => _revision = null, cancellation))
        {
            if (_revision is null)
            {
                return; // It has expired, or what came was none.
            }

            _revision = obj.Metadata.ResourceVersion;
            switch (type)
            {
                case WatchEventType.Added or WatchEventType.Modified:
                    _objects[Key(obj)] = obj;
                    changed(obj);
                    break;
                case WatchEventType.Deleted:
                    _objects.TryRemove(Key(obj), out _);
                    changed(obj);
                    break;
            }
        }
    }

    private static string Key(T obj) => $"{obj.Metadata.NamespaceProperty}/{obj.Metadata.Name}";
}
