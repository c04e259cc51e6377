using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>
/// When what made an endpoint controller write happened: the earliest new moment among the Service's creation and its Pods' changes
/// of readiness; none where neither is new, as when a selector changed (endpointslice/util/trigger_time_tracker.go).
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
        DateTimeOffset? earliest = before is null ? service.CreationTimestamp : null;
        foreach (var pod in pods)
        {
            if (PodView.Of(pod).ReadySince is not { } changed)
            {
                continue;
            }

            now[pod.Name] = changed;
            if (before is null || !before.TryGetValue(pod.Name, out var known) || changed > known)
            {
                earliest = earliest is null || changed < earliest ? changed : earliest;
            }
        }

        _seen[service.Uid] = now;
        return earliest is { } time ? Timestamp.Format(time) : null;
    }

    public void Forget(string serviceUid) => _seen.Remove(serviceUid);
}
