using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Explaining;

/// <summary>Whom an object makes or leads to: what its causes and its history are looked for in.</summary>
/// <param name="Root">What is asked about.</param>
/// <param name="Makers">Of a Deployment its ReplicaSets, of a CronJob its Jobs, of a StatefulSet or DaemonSet the revisions of its template; the newest first.</param>
/// <param name="Newest">The maker of the newest revision; null where there is none, or none is needed.</param>
/// <param name="Pods">All Pods that belong to it, by name.</param>
internal sealed record Family(KubeObject Root, IReadOnlyList<KubeObject> Makers, KubeObject? Newest, IReadOnlyList<KubeObject> Pods)
{
    public static Family Of(KubeObject root, ObjectStore store)
    {
        IReadOnlyList<KubeObject> makers = root.Kind switch
        {
            "Deployment" => [.. Owned(root, store, "ReplicaSet").OrderByDescending(DeploymentRevision.Of).ThenByDescending(r => r.CreationTimestamp)],
            "CronJob" => [.. Owned(root, store, "Job").OrderByDescending(j => j.CreationTimestamp)],
            "StatefulSet" or "DaemonSet" => [.. Owned(root, store, "ControllerRevision").OrderByDescending(r => r.Root.Int64At("revision") ?? 0)],
            _ => [],
        };
        var newest = root.Kind == "Deployment" ? NewestReplicaSet(root, makers) : root.Kind == "CronJob" && makers.Count > 0 ? makers[0] : null;
        IEnumerable<KubeObject> pods = root.Kind switch
        {
            "Pod" => [root],
            "Deployment" or "CronJob" => makers.SelectMany(m => Owned(m, store, "Pod")),
            "Service" => Selected(root, store),
            "Node" => store.OfKind("Pod").Where(p => PodView.Of(p).NodeName == root.Name),
            "PersistentVolumeClaim" => store.OfKind("Pod").Where(p => p.Namespace == root.Namespace && Claims(p).Contains(root.Name)),
            _ when !Judgement.Knows(root) => OwnedRows.Members(root, store).Where(o => o.Kind == "Pod"),
            _ => Owned(root, store, "Pod"),
        };
        return new Family(root, makers, newest, [.. pods.OrderBy(p => p.Name.Length).ThenBy(p => p.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Its Pods that are not well, of the newest revision where it has revisions; and those that do not go, of any.</summary>
    public IReadOnlyList<KubeObject> UnwellAt(DateTimeOffset now) =>
        Root.Kind is "Node" or "PersistentVolumeClaim" ? [] : [.. Pods.Where(p => (Newest is null || p.ControllerRef?.Uid == Newest.Uid || p.IsBeingDeleted) && Unwell.Is(p, now))];

    public static IEnumerable<string> Claims(KubeObject pod) =>
        pod.Root.ListAt("spec", "volumes").Select(v => v.StringAt("persistentVolumeClaim", "claimName")).OfType<string>();

    private static KubeObject? NewestReplicaSet(KubeObject deployment, IReadOnlyList<KubeObject> makers)
    {
        var template = deployment.Root.MapAt("spec", "template");
        return makers.FirstOrDefault(m => template is not null && m.Root.MapAt("spec", "template") is { } made && PodTemplate.WithoutHash(made).Equals(template))
            ?? (makers.Count > 0 ? makers[0] : null);
    }

    private static IEnumerable<KubeObject> Owned(KubeObject owner, ObjectStore store, string kind) =>
        store.OwnedBy(owner.Uid).Where(o => o.Kind == kind && o.ControllerRef?.Uid == owner.Uid);

    private static IEnumerable<KubeObject> Selected(KubeObject service, ObjectStore store)
    {
        var selector = service.Root.MapAt("spec", "selector") is { Count: > 0 } labels ? LabelSelector.OfLabels(labels) : LabelSelector.Nothing;
        return store.OfKind("Pod").Where(p => p.Namespace == service.Namespace && selector.Matches(p.Labels));
    }
}
