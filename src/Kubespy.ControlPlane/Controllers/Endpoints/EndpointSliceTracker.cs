using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>
/// The generation in which the controller last wrote each slice, so that it knows its own writes from others', and a cache that has not
/// seen them yet (endpointslice/util/endpointslice_tracker.go).
/// </summary>
internal sealed class EndpointSliceTracker
{
    private const long DeletionExpected = -1;

    private readonly Dictionary<ObjectKey, Dictionary<string, long>> _generations = [];

    public static ObjectKey ServiceOf(KubeObject slice) => new(slice.Namespace, slice.Label(EndpointSlicePlan.ServiceName) ?? "");

    public bool Has(KubeObject slice) => Of(slice)?.ContainsKey(slice.Uid) == true;

    /// <summary>Someone else made or changed the slice.</summary>
    public bool IsForeign(KubeObject slice) => Of(slice) is not { } known || !known.TryGetValue(slice.Uid, out var generation) || slice.Generation > generation;

    /// <summary>The cache lacks something that was written.</summary>
    public bool IsStale(KubeObject service, IReadOnlyCollection<KubeObject> slices)
    {
        if (!_generations.TryGetValue(service.Key, out var known))
        {
            return false;
        }

        var given = slices.ToDictionary(s => s.Uid, s => s.Generation, StringComparer.Ordinal);
        return known.Any(k => given.TryGetValue(k.Key, out var generation) ? k.Value == DeletionExpected || k.Value > generation : k.Value != DeletionExpected);
    }

    public void Wrote(KubeObject slice) => Make(slice)[slice.Uid] = slice.Generation;

    public void ExpectDeletion(KubeObject slice) => Make(slice)[slice.Uid] = DeletionExpected;

    /// <summary>Whether the deletion was the controller's own.</summary>
    public bool SawDeletion(KubeObject slice) =>
        Of(slice) is not { } known || !known.Remove(slice.Uid, out var generation) || generation == DeletionExpected;

    public void Forget(ObjectKey service) => _generations.Remove(service);

    private Dictionary<string, long>? Of(KubeObject slice) => _generations.GetValueOrDefault(ServiceOf(slice));

    private Dictionary<string, long> Make(KubeObject slice)
    {
        var service = ServiceOf(slice);
        if (!_generations.TryGetValue(service, out var known))
        {
            _generations[service] = known = new(StringComparer.Ordinal);
        }

        return known;
    }
}
