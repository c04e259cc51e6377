using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.ReplicaSets;

/// <summary>The status of a ReplicaSet from its Pods (pkg/controller/replicaset/replica_set_utils.go). Pure.</summary>
public static class ReplicaSetStatus
{
    public static MapValue Calculate(KubeObject replicaSet, IReadOnlyList<KubeObject> active, int? terminating, string? failure, int difference, DateTimeOffset now)
    {
        var templateLabels = replicaSet.Root.MapAt("spec", "template", "metadata", "labels") ?? MapValue.Empty;
        var selector = LabelSelector.OfLabels(templateLabels);
        var minReadySeconds = replicaSet.Root.Int64At("spec", "minReadySeconds") ?? 0;
        var (labeled, ready, available) = (0, 0, 0);
        foreach (var pod in active)
        {
            var view = PodView.Of(pod);
            labeled += selector.Matches(pod.Labels) ? 1 : 0;
            ready += view.IsReady ? 1 : 0;
            available += view.IsAvailable(minReadySeconds, now) ? 1 : 0;
        }

        return new MapBuilder()
            .Set("replicas", active.Count)
            .Set("fullyLabeledReplicas", Positive(labeled))
            .Set("readyReplicas", Positive(ready))
            .Set("availableReplicas", Positive(available))
            .Set("terminatingReplicas", terminating is { } count ? NumberValue.Of(count) : null)
            .Set("observedGeneration", replicaSet.Status?["observedGeneration"])
            .Set("conditions", Conditions(replicaSet, failure, difference, now))
            .ToMap();
    }

    private static NumberValue? Positive(int count) => count == 0 ? null : NumberValue.Of(count);

    private static ListValue? Conditions(KubeObject replicaSet, string? failure, int difference, DateTimeOffset now)
    {
        var conditions = replicaSet.Root.ListAt("status", "conditions");
        var hasFailed = Core.Objects.Conditions.Find(conditions, "ReplicaFailure") is not null;
        if (failure is not null && !hasFailed)
        {
            conditions = conditions.Add(MapValue.Of(
                ("type", "ReplicaFailure"),
                ("status", "True"),
                ("lastTransitionTime", Timestamp.Format(now)),
                ("reason", difference < 0 ? "FailedCreate" : "FailedDelete"),
                ("message", failure)));
        }
        else if (failure is null && hasFailed)
        {
            conditions = Core.Objects.Conditions.Without(conditions, "ReplicaFailure");
        }

        return conditions.Count == 0 ? null : conditions;
    }
}
