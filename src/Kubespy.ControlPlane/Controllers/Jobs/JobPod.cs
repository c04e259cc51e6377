using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>What the Job controller asks of a Pod, and what a new one gets (pkg/controller/job). Pure.</summary>
public static class JobPod
{
    /// <summary>Kept by a Pod until it has been counted.</summary>
    public const string Finalizer = "batch.kubernetes.io/job-tracking";

    public const string IndexAnnotation = "batch.kubernetes.io/job-completion-index";

    /// <summary>No index, or one that is none.</summary>
    public const int NoIndex = -1;

    private const string FailuresAnnotation = "batch.kubernetes.io/job-index-failure-count";
    private const string IgnoredAnnotation = "batch.kubernetes.io/job-index-ignored-failure-count";
    private const string IndexVariable = "JOB_COMPLETION_INDEX";
    private const int LongestGeneratedName = 58;

    public static bool IsTracked(KubeObject pod) => pod.Finalizers.Contains(Finalizer);

    public static KubeObject Tracked(KubeObject pod) => IsTracked(pod) ? pod : pod.WithFinalizers(pod.Finalizers.Append(Finalizer));

    public static KubeObject Untracked(KubeObject pod) => IsTracked(pod) ? pod.WithoutFinalizer(Finalizer) : pod;

    public static int IndexOf(KubeObject pod) => Number(pod, IndexAnnotation) ?? NoIndex;

    /// <summary>Of an index that the Job has.</summary>
    public static bool HasValidIndex(KubeObject pod, JobView job) => IndexOf(pod) is not NoIndex and var index && index < job.Completions;

    /// <summary>How often its index failed before it, as far as that counts.</summary>
    public static int FailuresOf(KubeObject pod) => Number(pod, FailuresAnnotation) ?? 0;

    /// <summary>How often its index failed before it, in all.</summary>
    public static int AllFailuresOf(KubeObject pod) => FailuresOf(pod) + (Number(pod, IgnoredAnnotation) ?? 0);

    /// <summary>Failed; or on its way out, unless Jobs are to wait for its end.</summary>
    public static bool IsFailed(KubeObject pod, JobView job)
    {
        var phase = PodView.Of(pod).Phase;
        return phase == "Failed" || (!job.ReplacesOnlyFailed && pod.IsBeingDeleted && phase != "Succeeded");
    }

    /// <summary>When it ended: its last container, else when it was no longer Ready, else when its deletion began.</summary>
    public static DateTimeOffset FinishedAt(KubeObject pod)
    {
        var sidecars = pod.Root.ListAt("spec", "initContainers").Where(c => c.StringAt("restartPolicy") == "Always").Select(c => c.StringAt("name")).ToHashSet();
        var ends = pod.Root.ListAt("status", "containerStatuses")
            .Concat(pod.Root.ListAt("status", "initContainerStatuses").Where(s => sidecars.Contains(s.StringAt("name"))))
            .Select(s => Timestamp.Parse(s.StringAt("state", "terminated", "finishedAt"))).ToArray();
        if (ends.Length > 0 && ends.All(e => e is not null))
        {
            return ends.Max()!.Value;
        }

        var ready = pod.Condition("Ready");
        if (ready.StringAt("status") == "False" && Timestamp.Parse(ready.StringAt("lastTransitionTime")) is { } since)
        {
            return since;
        }

        return pod.DeletionTimestamp?.AddSeconds(-(pod.Metadata.Int64At("deletionGracePeriodSeconds") ?? 0)) ?? PodView.Of(pod).CreatedAt;
    }

    /// <summary>A new Pod of a Job; of an index where it has indexes, in place of one that failed.</summary>
    public static KubeObject New(KubeObject job, int index, KubeObject? replaced)
    {
        var view = JobView.Of(job);
        var spec = view.Template.MapAt("spec") ?? MapValue.Empty;
        var (labels, annotations, prefix) = (view.Template.MapAt("metadata", "labels") ?? MapValue.Empty, view.Template.MapAt("metadata", "annotations") ?? MapValue.Empty, job.Name + "-");
        if (view.IsIndexed)
        {
            var number = index.ToString(CultureInfo.InvariantCulture);
            labels = labels.With(IndexAnnotation, number);
            annotations = annotations.With(IndexAnnotation, number);
            annotations = view.BackoffLimitPerIndex is null ? annotations : WithFailures(annotations, view, replaced);
            spec = WithIndexVariable(WithIndexVariable(spec, "initContainers"), "containers").With("hostname", $"{job.Name}-{number}");
            prefix = Prefix(job.Name, $"-{number}-");
        }

        var pod = new KubeObject(MapValue.Of(
            ("kind", "Pod"),
            ("apiVersion", "v1"),
            ("metadata", new MapBuilder()
                .Set("generateName", prefix)
                .Set("namespace", job.Namespace)
                .Set("labels", labels)
                .Set("annotations", annotations.Count == 0 ? null : annotations)
                .Set("ownerReferences", ListValue.Of([OwnerReference.ControllerOf(job).ToValue()]))
                .Set("finalizers", view.Template.At("metadata", "finalizers"))
                .ToMap()),
            ("spec", spec)));
        return Tracked(pod);
    }

    private static MapValue WithFailures(MapValue annotations, JobView job, KubeObject? replaced)
    {
        var (failures, ignored) = replaced is null ? (0, 0) : (FailuresOf(replaced), AllFailuresOf(replaced) - FailuresOf(replaced));
        if (replaced is not null)
        {
            var isCounted = FailurePolicy.Match(job, replaced).IsCounted;
            (failures, ignored) = isCounted ? (failures + 1, ignored) : (failures, ignored + 1);
        }

        annotations = annotations.With(FailuresAnnotation, failures.ToString(CultureInfo.InvariantCulture));
        return ignored == 0 ? annotations : annotations.With(IgnoredAnnotation, ignored.ToString(CultureInfo.InvariantCulture));
    }

    private static MapValue WithIndexVariable(MapValue spec, string field) => spec[field] is not ListValue containers ? spec : spec.With(field, ListValue.Of(containers.Select(c =>
        c is MapValue container && container.ListAt("env").All(v => v.StringAt("name") != IndexVariable)
            ? container.With("env", container.ListAt("env").Add(MapValue.Of(
                ("name", IndexVariable),
                ("valueFrom", MapValue.Of(("fieldRef", MapValue.Of(("fieldPath", $"metadata.labels['{IndexAnnotation}']"))))))))
            : c)));

    private static string Prefix(string job, string index) =>
        job.Length + index.Length > LongestGeneratedName ? job[..(LongestGeneratedName - index.Length)] + index : job + index;

    private static int? Number(KubeObject pod, string annotation) =>
        int.TryParse(pod.Annotation(annotation), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
