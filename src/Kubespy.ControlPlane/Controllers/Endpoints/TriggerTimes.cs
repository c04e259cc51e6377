using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>
/// When what made an endpoint controller write happened: the Service's creation the first time, then the earliest new moment
/// among its Pods' changes of readiness; none where none is new, as when a selector changed (endpointslice/util/trigger_time_tracker.go).
/// </summary>
internal sealed class TriggerTimes
{
    public const string Annotation = "endpoints.kubernetes.io/last-change-trigger-time";

    private readonly Dictionary<string, Dictionary<string, DateTimeOffset>> _seen = new(StringComparer.Ordinal);

    /// <summary>The annotation's value for this sync; null where it is to be removed. Each moment is told once.</summary>
    public string? Next(KubeObject service, IEnumerable<KubeObject> pods)
    {
        var before = _seen.GetValueOrDefault(service.Uid);
        var now = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        DateTimeOffset? earliest = null;
        foreach (var pod in pods)
        {
            if (PodView.Of(pod).ReadySince is not { } changed)
            {
                continue;
            }

            now[pod.Name] = changed;
            if (before is not null && (!before.TryGetValue(pod.Name, out var known) || changed > known))
            {
                earliest = earliest is null || changed < earliest ? changed : earliest;
            }
        }

        _seen[service.Uid] = now;
        return (before is null ? service.CreationTimestamp : earliest) is { } time ? Timestamp.Format(time) : null;
    }

    public void Forget(string serviceUid) => _seen.Remove(serviceUid);
}
