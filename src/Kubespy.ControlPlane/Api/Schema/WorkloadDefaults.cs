using Kubespy.ControlPlane.Api.Strategies;
using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Api.Schema.ObjectDefaults;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>The defaults of workloads (pkg/apis/{apps,batch}/v1/defaults.go).</summary>
internal static class WorkloadDefaults
{
    public static MapValue DeploymentSpec(MapValue spec)
    {
        var result = Default(spec, "replicas", 1);
        result = Update(result, "template", PodDefaults.Template);
        result = Update(result, "strategy", Strategy);
        result = Default(result, "revisionHistoryLimit", 10);
        return Default(result, "progressDeadlineSeconds", 600);
    }

    public static MapValue ReplicaSetSpec(MapValue spec) =>
        Update(Default(spec, "replicas", 1), "template", PodDefaults.Template);

    /// <summary>A controller without a selector, or without labels, has those of its template.</summary>
    public static MapValue ReplicationController(MapValue root)
    {
        var result = Update(root, "spec", spec => UpdateIfSet(Default(spec, "replicas", 1), "template", PodDefaults.Template));
        if (result.MapAt("spec", "template", "metadata", "labels") is not { Count: > 0 } labels)
        {
            return result;
        }

        result = result.MapAt("spec", "selector") is null or { Count: 0 } ? result.WithAt(["spec", "selector"], labels) : result;
        return result.MapAt("metadata", "labels") is null or { Count: 0 } ? result.WithAt(["metadata", "labels"], labels) : result;
    }

    public static MapValue StatefulSetSpec(MapValue spec)
    {
        var result = Default(spec, "podManagementPolicy", "OrderedReady");
        result = Update(result, "updateStrategy", strategy =>
        {
            var isUnset = strategy["type"]?.AsString() is null or "";
            var chosen = isUnset ? Update(strategy.With("type", "RollingUpdate"), "rollingUpdate", r => r) : strategy;
            return chosen["type"]?.AsString() == "RollingUpdate" ? UpdateIfSet(chosen, "rollingUpdate", r => Default(r, "partition", 0)) : chosen;
        });
        result = Update(result, "persistentVolumeClaimRetentionPolicy", p => Default(Default(p, "whenDeleted", "Retain"), "whenScaled", "Retain"));
        result = Default(Default(result, "replicas", 1), "revisionHistoryLimit", 10);
        result = UpdateItems(result, "volumeClaimTemplates", ClaimTemplate);
        return Update(result, "template", PodDefaults.Template);
    }

    public static MapValue DaemonSet(MapValue root) => Update(
        root.StringAt("metadata", "annotations", DaemonSetStrategy.TemplateGeneration) is null
            ? root.WithAt(["metadata", "annotations", DaemonSetStrategy.TemplateGeneration], "0")
            : root,
        "spec",
        spec => Default(Update(Update(spec, "updateStrategy", DaemonSetStrategyOf), "template", PodDefaults.Template), "revisionHistoryLimit", 10));

    public static MapValue Job(MapValue root)
    {
        var result = Update(root, "spec", JobSpec);
        return result.MapAt("spec", "template", "metadata", "labels") is { Count: > 0 } labels && result.MapAt("metadata", "labels") is null or { Count: 0 }
            ? Share(result, MapValue.Of(labels.OrderBy(l => l.Key, StringComparer.Ordinal)))
            : result;
    }

    /// <summary>One map for both, which stays one in canonical form: what is added to the template's labels becomes the Job's, as with Go's maps.</summary>
    private static MapValue Share(MapValue job, MapValue labels) =>
        job.WithAt(["metadata", "labels"], labels).WithAt(["spec", "template", "metadata", "labels"], labels);

    public static MapValue CronJobSpec(MapValue spec)
    {
        var result = Default(spec, "concurrencyPolicy", "Allow");
        result = Default(Default(result, "suspend", false), "successfulJobsHistoryLimit", 3);
        result = Default(result, "failedJobsHistoryLimit", 1);
        // A Job's own defaults come when it is created; those of its Pods belong to the types they are made of.
        return UpdateIfSet(result, "jobTemplate", t => UpdateIfSet(t, "spec", s => Update(s, "template", PodDefaults.Template)));
    }

    private static MapValue JobSpec(MapValue spec)
    {
        var result = spec["completions"] is null or NullValue && spec["parallelism"] is null or NullValue ? spec.With("completions", 1) : spec;
        result = Default(result, "parallelism", 1);
        result = Default(result, "backoffLimit", result["backoffLimitPerIndex"] is NumberValue ? int.MaxValue : 6);
        result = Default(Default(result, "completionMode", "NonIndexed"), "suspend", false);
        result = Default(result, "podReplacementPolicy", result["podFailurePolicy"] is MapValue ? "Failed" : "TerminatingOrFailed");
        result = UpdateIfSet(result, "podFailurePolicy", policy =>
            UpdateItems(policy, "rules", rule => UpdateItems(rule, "onPodConditions", c => Default(c, "status", "True"))));
        return Update(Default(result, "manualSelector", false), "template", PodDefaults.Template);
    }

    private static MapValue Strategy(MapValue strategy)
    {
        var result = Default(strategy, "type", "RollingUpdate");
        return result["type"]?.AsString() != "RollingUpdate"
            ? result
            : Update(result, "rollingUpdate", rolling => Default(Default(rolling, "maxUnavailable", "25%"), "maxSurge", "25%"));
    }

    private static MapValue DaemonSetStrategyOf(MapValue strategy)
    {
        var result = Default(strategy, "type", "RollingUpdate");
        return result["type"]?.AsString() != "RollingUpdate"
            ? result
            : Update(result, "rollingUpdate", rolling => Default(Default(rolling, "maxUnavailable", 1), "maxSurge", 0));
    }

    /// <summary>A claim in a template says what it is, and is pending, as every claim that is read.</summary>
    private static MapValue ClaimTemplate(MapValue claim) =>
        Update(Update(Default(Default(claim, "kind", "PersistentVolumeClaim"), "apiVersion", "v1"), "spec", VolumeDefaults.Claim), "status", s => Default(s, "phase", "Pending"));
}
