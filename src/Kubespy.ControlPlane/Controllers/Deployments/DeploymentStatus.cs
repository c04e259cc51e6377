using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Controllers.Deployments.DeploymentConditions;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>The status of a Deployment from its ReplicaSets (pkg/controller/deployment/{sync,progress}.go). Pure.</summary>
public static class DeploymentStatus
{
    /// <summary>The counts, and whether enough Pods are available.</summary>
    public static MapValue Calculate(KubeObject deployment, IReadOnlyList<ReplicaSetView> all, ReplicaSetView? newest, DateTimeOffset now)
    {
        var view = DeploymentView.Of(deployment);
        var available = all.Sum(rs => rs.Available);
        var conditions = Set(deployment.Root.ListAt("status", "conditions"), available >= view.MinAvailable
            ? New(Available, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
            : New(Available, "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now));
        return new MapBuilder()
            .Set("observedGeneration", deployment.Generation)
            .Set("replicas", Positive(all.Sum(rs => rs.ActualReplicas)))
            .Set("updatedReplicas", Positive(newest?.ActualReplicas ?? 0))
            .Set("readyReplicas", Positive(all.Sum(rs => rs.Ready)))
            .Set("availableReplicas", Positive(available))
            .Set("unavailableReplicas", Positive(all.Sum(rs => rs.Replicas) - available))
            .Set("terminatingReplicas", Terminating(all))
            .Set("conditions", conditions)
            .Set("collisionCount", deployment.Status?["collisionCount"])
            .ToMap();
    }

    /// <summary>The status with what it says about progress: done, getting on, or timed out.</summary>
    public static MapValue WithProgress(KubeObject deployment, MapValue status, KubeObject? newest, DateTimeOffset now)
    {
        var view = DeploymentView.Of(deployment);
        var conditions = status.ListAt("conditions");
        if (view.ProgressDeadline is null)
        {
            return status.With("conditions", Conditions.Without(conditions, Progressing));
        }

        var current = deployment.Condition(Progressing);
        var wasComplete = Count(status, "replicas") == Count(status, "updatedReplicas") && current.StringAt("reason") == "NewReplicaSetAvailable";
        if (wasComplete)
        {
            return status;
        }

        var what = newest is null ? $"Deployment \"{deployment.Name}\"" : $"ReplicaSet \"{newest.Name}\"";
        if (IsComplete(deployment, status))
        {
            conditions = Set(conditions, New(Progressing, "True", "NewReplicaSetAvailable", $"{what} has successfully progressed.", now));
        }
        else if (HasProgressed(deployment.Status ?? MapValue.Empty, status))
        {
            var condition = New(Progressing, "True", "ReplicaSetUpdated", $"{what} is progressing.", now);
            if (current.StringAt("status") == "True")
            {
                condition = condition.With("lastTransitionTime", current!["lastTransitionTime"]!);
            }

            conditions = Conditions.Without(conditions, Progressing).Add(condition);
        }
        else if (IsTimedOut(view, current, now))
        {
            conditions = Set(conditions, New(Progressing, "False", "ProgressDeadlineExceeded", $"{what} has timed out progressing.", now));
        }

        return status.With("conditions", conditions);
    }

    /// <summary>The status with the newest ReplicaSet's failure to create Pods, or else an older one's.</summary>
    public static MapValue WithFailures(MapValue status, IEnumerable<KubeObject> all, KubeObject? newest, DateTimeOffset now)
    {
        var failure = (newest is null ? all : all.Prepend(newest))
            .Select(rs => rs.Condition(ReplicaFailure))
            .FirstOrDefault(c => c is not null);
        var conditions = status.ListAt("conditions");
        return status.With("conditions", failure is null
            ? Conditions.Without(conditions, ReplicaFailure)
            : Set(conditions, New(ReplicaFailure, failure.StringAt("status") ?? "", failure.StringAt("reason") ?? "", failure.StringAt("message") ?? "", now)
                .With("lastUpdateTime", failure["lastTransitionTime"] ?? Value.Null)
                .With("lastTransitionTime", failure["lastTransitionTime"] ?? Value.Null)));
    }

    /// <summary>All Pods are of the newest revision, there are as many as wanted, and all are available.</summary>
    public static bool IsComplete(KubeObject deployment, MapValue status)
    {
        var wanted = DeploymentView.Of(deployment).Replicas;
        return Count(status, "updatedReplicas") == wanted
            && Count(status, "replicas") == wanted
            && Count(status, "availableReplicas") == wanted
            && Count(status, "observedGeneration") >= deployment.Generation;
    }

    /// <summary>When to look again whether the deadline has passed; null where nothing is waited for.</summary>
    public static TimeSpan? RecheckAfter(KubeObject deployment, MapValue status, DateTimeOffset now)
    {
        var view = DeploymentView.Of(deployment);
        var current = deployment.Condition(Progressing);
        if (view.ProgressDeadline is not { } deadline || current is null || IsComplete(deployment, status) || current.StringAt("reason") == "ProgressDeadlineExceeded")
        {
            return null;
        }

        return (Timestamp.Parse(current.StringAt("lastUpdateTime")) ?? now) + deadline - now;
    }

    /// <summary>A ReplicaSet that was never synced has none yet; of one that was and does not say, nothing is known.</summary>
    private static NumberValue? Terminating(IReadOnlyList<ReplicaSetView> all) =>
        all.Any(rs => rs.Terminating is null && rs.ObservedGeneration > 0) ? null : NumberValue.Of(all.Sum(rs => rs.Terminating ?? 0));

    private static bool HasProgressed(MapValue old, MapValue next) =>
        Count(next, "updatedReplicas") > Count(old, "updatedReplicas")
        || Count(next, "replicas") - Count(next, "updatedReplicas") < Count(old, "replicas") - Count(old, "updatedReplicas")
        || Count(next, "readyReplicas") > Count(old, "readyReplicas")
        || Count(next, "availableReplicas") > Count(old, "availableReplicas");

    private static bool IsTimedOut(DeploymentView deployment, Value? current, DateTimeOffset now) => current.StringAt("reason") switch
    {
        null or "NewReplicaSetAvailable" => false,
        "ProgressDeadlineExceeded" => true,
        _ => Timestamp.Parse(current.StringAt("lastUpdateTime")) + deployment.ProgressDeadline < now,
    };

    private static long Count(MapValue status, string field) => status[field]?.AsInt64() ?? 0;

    private static NumberValue? Positive(int count) => count <= 0 ? null : NumberValue.Of(count);
}
