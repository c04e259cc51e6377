using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>Jobs: unless the selector is said to be manual, one by the Job's own uid (pkg/registry/batch/job/strategy.go).</summary>
public sealed class JobStrategy : ResourceStrategy
{
    private const string ControllerUid = "batch.kubernetes.io/controller-uid";

    public JobStrategy()
    {
        CountsGeneration = true;
        IsIndependentOfIdentity = false;
    }

    public override KubeObject PrepareForCreate(KubeObject obj)
    {
        var job = base.PrepareForCreate(obj);
        if (job.Root.BoolAt("spec", "manualSelector") == true)
        {
            return job;
        }

        var labels = job.Root.MapAt("spec", "template", "metadata", "labels") ?? MapValue.Empty;
        var isShared = ReferenceEquals(labels, job.Root.MapAt("metadata", "labels"));
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[
            ("job-name", job.Name), ("batch.kubernetes.io/job-name", job.Name), ("controller-uid", job.Uid), (ControllerUid, job.Uid)])
        {
            labels = labels.ContainsKey(name) ? labels : labels.With(name, value);
        }

        var root = job.Root.WithAt(["spec", "template", "metadata", "labels"], labels);
        if (root.At("spec", "selector", "matchLabels", ControllerUid) is null)
        {
            root = root.WithAt(["spec", "selector", "matchLabels", ControllerUid], job.Uid);
        }

        // Defaulted labels are the template's own map; read back from storage, a Job without labels has those of its template.
        return isShared || job.Labels.Count == 0 ? new KubeObject(root).WithMetadata("labels", labels) : new KubeObject(root);
    }

    /// <summary>A Job's Pods stay unless their deletion is asked for (DefaultGarbageCollectionPolicy).</summary>
    public override PropagationPolicy? DefaultPropagation => PropagationPolicy.Orphan;
}
