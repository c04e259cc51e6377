using Kubespy.Core.Objects;
using Kubespy.Core.Watching;
using Kubespy.Recording;

namespace Kubespy.Cli.Recordings;

/// <summary>What a recording is of: what it says itself, else the first object of the kinds that people trace, workloads first; nobody's own.</summary>
internal static class RecordedTarget
{
    private static readonly (string Group, string Kind)[] Kinds =
    [
        ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("batch", "CronJob"), ("batch", "Job"), ("", "Service"), ("apps", "ReplicaSet"), ("", "Pod"),
    ];

    /// <summary>Null where it records nothing of the kind.</summary>
    public static (GroupVersionKind Kind, string Namespace, string Name)? Of(RecordedEvents recording) => recording.Header.Target
        ?? (Of(recording.News.OfType<SourceEvent.ObjectChanged>().Select(c => c.Object)) is { } root ? (root.Gvk, root.Namespace, root.Name) : null);

    /// <summary>Null where none is of the kind.</summary>
    public static KubeObject? Of(IEnumerable<KubeObject> recorded) => recorded
        .Where(o => o.ControllerRef is null && Rank(o) >= 0 && !(o is { Kind: "Service", Name: "kubernetes" }))
        .MinBy(Rank);

    private static int Rank(KubeObject obj) => Array.IndexOf(Kinds, (obj.Gvk.Group, obj.Kind));
}
