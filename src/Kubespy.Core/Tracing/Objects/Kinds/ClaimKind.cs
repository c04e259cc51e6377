using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>A PersistentVolumeClaim: its phase, class and binding mode, its volume, what its Events say, and which Pods use it.</summary>
public sealed class ClaimKind : IKindTrace
{
    public string Group => "";

    public string Kind => "PersistentVolumeClaim";

    public string ShortKind => "pvc";

    public IEnumerable<Need> Needs(KubeObject root, Known known)
    {
        yield return Need.EventsAbout(root);
        yield return ClassName(root) is { Length: > 0 } name
            ? Need.Named(new GroupVersionResource("storage.k8s.io", "v1", "storageclasses"), "StorageClass", "", name)
            : Need.Of("storage.k8s.io/v1", "storageclasses", "StorageClass", "");
        if (root.Spec.StringAt("volumeName") is { Length: > 0 } volume)
        {
            yield return Need.Named(new GroupVersionResource("", "v1", "persistentvolumes"), "PersistentVolume", "", volume);
        }

        // No selector tells which Pods name a claim.
        yield return Need.Of("v1", "pods", "Pod", root.Namespace, TracedFields.PodWithClaims);
    }

    public bool IsPart(KubeObject obj, TraceWorld world) => obj.Kind == "PersistentVolume" && world.Root is { } root && obj.Name == root.Spec.StringAt("volumeName");

    /// <summary>All Pods of the namespace are watched, to find those that use it.</summary>
    public bool ConcernsLogsOf(KubeObject pod, KubeObject root) => PodVolumes.Claims(pod).Any(c => c.Claim == root.Name);

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var users = PodRows.InOrder(world.Store.OfKind("Pod").Where(p => !PodView.Of(p).IsTerminal && ConcernsLogsOf(p, root)));
        var findings = Diagnosis.Of(world.SituationOf(root, [], []));
        var (verdict, reason) = Judge(root, users, world);
        var isBound = verdict == Verdict.Ready;
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            Facts = [[.. Facts(root)]],
            Sections = [new TraceSection("", "", [.. Checks(root, world)]), .. Users(users, world)],
            Findings = findings,
            Remedy = findings.Count > 0 ? findings[0].Remedy : "",
            Reached = Workload.Reached(isBound, isBound, []),
        };
    }

    private static string ClassName(KubeObject root) => root.Spec.StringAt("storageClassName") ?? "";

    private static (Verdict Verdict, string Reason) Judge(KubeObject root, IReadOnlyList<KubeObject> users, TraceWorld world)
    {
        if (root.IsBeingDeleted)
        {
            return (Verdict.Terminating, root.Finalizers.Contains("kubernetes.io/pvc-protection") && users.Count > 0
                ? $"kept while Pods use it: {string.Join(", ", users.Select(u => u.Name).Take(3))}"
                : root.Finalizers.Any() ? $"waits for finalizer {string.Join(", ", root.Finalizers)}" : "");
        }

        switch (root.Status.StringAt("phase"))
        {
            case "Bound":
                return (Verdict.Ready, "");
            case "Lost":
                return (Verdict.Failed, $"its volume {root.Spec.StringAt("volumeName")} is gone, and the data with it");
        }

        var warning = EventText.Warnings(world, root.Uid, 1).Select(EventText.Of).FirstOrDefault();
        if (ClassName(root) is { Length: > 0 } name && world.Store.Find("StorageClass", "", name) is null && !world.Forbidden.Contains("storageclasses") && root.Spec.StringAt("volumeName") is null)
        {
            return (Verdict.Stuck, $"StorageClass {name} does not exist");
        }

        return warning is not null ? (Verdict.Stuck, warning)
            : WaitsForConsumer(root, world) && users.Count == 0 ? (Verdict.Progressing, "waits for the first Pod that uses it (WaitForFirstConsumer)")
            : (Verdict.Progressing, "waits for a volume");
    }

    private static bool WaitsForConsumer(KubeObject root, TraceWorld world) =>
        world.Store.Find("StorageClass", "", ClassName(root))?.Root.StringAt("volumeBindingMode") == "WaitForFirstConsumer";

    private static IEnumerable<TraceFact> Facts(KubeObject root)
    {
        yield return new TraceFact(root.Status.StringAt("phase") ?? "Pending", Health.Ready, IsCount: true);
        var (wanted, has) = (root.Spec.StringAt("resources", "requests", "storage") ?? "", root.Status.StringAt("capacity", "storage") ?? "");
        yield return new TraceFact(has.Length == 0 || has == wanted ? wanted : $"{has}, {wanted} wanted");
        yield return new TraceFact(string.Join(", ", root.Spec.ListAt("accessModes").Select(m => m.AsString())));
    }

    private static IEnumerable<TraceRow> Checks(KubeObject root, TraceWorld world)
    {
        yield return ClassRow(root, world);
        if (root.Spec.StringAt("volumeName") is { Length: > 0 } name)
        {
            yield return world.Store.Find("PersistentVolume", "", name) is { } volume ? VolumeRow(root, volume)
                : TraceRow.Of("volume", world.Forbidden.Contains("persistentvolumes") ? Health.Aside : Health.Failing, $"{name}, which {(world.Forbidden.Contains("persistentvolumes") ? "may not be read" : "does not exist")}");
        }

        foreach (var condition in root.Status.ListAt("conditions").Where(c => c.StringAt("status") == "True").Take(ConditionRows.Most))
        {
            yield return TraceRow.Of(condition.StringAt("type") ?? "", Health.Coming, condition.StringAt("message") ?? condition.StringAt("reason") ?? "True");
        }

        if (root.Status.StringAt("phase") != "Bound")
        {
            foreach (var e in world.Events.About(root.Uid).GroupBy(EventText.Reason, StringComparer.Ordinal).Select(g => g.Last()).TakeLast(3))
            {
                yield return TraceRow.Of(EventText.Reason(e), EventText.IsWarning(e) ? Health.Failing : Health.Coming, e.Root.StringAt("message") ?? "") with { Key = e.Uid, CreatedAt = EventText.LastSeen(e) };
            }
        }
    }

    private static TraceRow ClassRow(KubeObject root, TraceWorld world)
    {
        if (root.Spec?["storageClassName"] is StringValue { Text.Length: 0 })
        {
            return TraceRow.Of("class", Health.Aside, "none on purpose: only a volume without a class fits");
        }

        if (ClassName(root) is not { Length: > 0 } name)
        {
            var hasDefault = world.Store.OfKind("StorageClass").Any(c => c.Annotation("storageclass.kubernetes.io/is-default-class") == "true");
            return TraceRow.Of("class", hasDefault || root.Status.StringAt("phase") == "Bound" ? Health.Coming : Health.Failing, hasDefault ? "none given: the default class will be set" : "none given, and no class is the default");
        }

        return world.Store.Find("StorageClass", "", name) is { } found
            ? TraceRow.Of("class", Health.Ready, $"{name}, {found.Root.StringAt("provisioner")}, {found.Root.StringAt("volumeBindingMode") ?? "Immediate"}")
            : world.Forbidden.Contains("storageclasses") ? TraceRow.Of("class", Health.Aside, $"{name}, which may not be read")
            : TraceRow.Of("class", root.Status.StringAt("phase") == "Bound" ? Health.Aside : Health.Failing, $"{name}, which does not exist");
    }

    private static TraceRow VolumeRow(KubeObject root, KubeObject volume)
    {
        var phase = volume.Root.StringAt("status", "phase") ?? "";
        var isOurs = volume.Root.StringAt("spec", "claimRef", "uid") is not { } uid || uid == root.Uid;
        return TraceRow.Of("volume", phase is "Bound" && isOurs ? Health.Ready : isOurs && phase is "Available" ? Health.Coming : Health.Failing,
            $"{volume.Name}, {phase}, {volume.Root.StringAt("spec", "capacity", "storage")}, {volume.Root.StringAt("spec", "persistentVolumeReclaimPolicy")} when the claim goes{(isOurs ? "" : ", bound to another claim")}");
    }

    private static IEnumerable<TraceSection> Users(IReadOnlyList<KubeObject> users, TraceWorld world) =>
        users.Count == 0 ? [] : [new TraceSection("used by", "", [.. users.Select(u => PodRows.Of(u, world))])];
}
