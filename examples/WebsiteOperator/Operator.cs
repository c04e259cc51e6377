using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace WebsiteOperator;

/// <summary>Watches Websites and the Deployments it has made for them, and reconciles each Website that either concerns.</summary>
internal sealed class Operator
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    private readonly Action<string> _log;
    private readonly WorkQueue _queue;
    private readonly Informer<Website> _websites;
    private readonly Informer<V1Deployment> _deployments;
    private readonly Reconciler _reconciler;
    private readonly Dictionary<string, int> _failures = [];

    public Operator(IKubernetes client, TimeProvider time, Action<string> log)
    {
        _log = log;
        _queue = new WorkQueue(time);
        _websites = new Informer<Website>(
            async cancellation =>
            {
                var all = await client.CustomObjects.ListClusterCustomObjectAsync<WebsiteList>(
                    Website.Group, Website.Version, Website.Plural, cancellationToken: cancellation);
                return (all.Items, all.Metadata.ResourceVersion);
            },
            (revision, failed, cancellation) => client.CustomObjects
                .WatchListClusterCustomObjectAsync(
                    Website.Group, Website.Version, Website.Plural, resourceVersion: revision, allowWatchBookmarks: true, onError: failed, cancellationToken: cancellation)
                .Select(e => (e.Item1, KubernetesJson.Deserialize<Website>((JsonElement)e.Item2))),
            w => _queue.Add($"{w.Metadata.NamespaceProperty}/{w.Metadata.Name}"),
            time);
        _deployments = new Informer<V1Deployment>(
            async cancellation =>
            {
                var all = await client.AppsV1.ListDeploymentForAllNamespacesAsync(labelSelector: Reconciler.Label, cancellationToken: cancellation);
                return (all.Items, all.Metadata.ResourceVersion);
            },
            (revision, failed, cancellation) => client.AppsV1.WatchListDeploymentForAllNamespacesAsync(
                labelSelector: Reconciler.Label, resourceVersion: revision, allowWatchBookmarks: true, onError: failed, cancellationToken: cancellation),
            d => _queue.Add($"{d.Metadata.NamespaceProperty}/{d.Metadata.Name}"),
            time);
        _reconciler = new Reconciler(client, _websites.Find, _deployments.Find);
    }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation) =>
        await await Task.WhenAny(_websites.RunAsync(cancellation), _deployments.RunAsync(cancellation), WorkAsync(cancellation));

    private async Task WorkAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var key = await _queue.TakeAsync(cancellation);
            try
            {
                await _reconciler.ReconcileAsync(key, cancellation);
                _failures.Remove(key);
            }
            catch (Exception e) when (e is HttpOperationException or HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
            {
                // Conflicts too: the cache lags behind what somebody else has written, or it has itself.
                var failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
                var backOff = TimeSpan.FromSeconds(Math.Min(FirstBackOff.TotalSeconds * Math.Pow(2, failures - 1), LongestBackOff.TotalSeconds));
                _log($"{key}: {e.Message}; once more in {backOff.TotalSeconds}s");
                _ = _queue.AddAfterAsync(key, backOff, cancellation);
            }
        }
    }
}
