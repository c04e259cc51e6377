using Kubespy.Cli.Commands;
using Kubespy.Cli.Targets;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;
using Kubespy.Recording;

namespace Kubespy.Cli.Recordings;

/// <summary>What a recording is of: what it says itself, else the first object of the kinds that people trace, workloads first; nobody's own, unless there is no other.</summary>
internal static class RecordedTarget
{
    private static readonly (string Group, string Kind)[] Kinds =
    [
        ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("batch", "CronJob"), ("batch", "Job"), ("", "Service"), ("apps", "ReplicaSet"), ("", "Pod"),
    ];

    /// <summary>Null where it records nothing of the kind.</summary>
    public static (GroupVersionKind Kind, string Namespace, string Name)? Of(RecordedEvents recording) => recording.Header.Target
        ?? (Of(recording.News.OfType<SourceEvent.ObjectChanged>().Select(c => c.Object)) is { } root ? (root.Gvk, root.Namespace, root.Name) : null);

    /// <summary>The one that is asked for, where one is; else what the recording is of.</summary>
    /// <exception cref="FormatException">It is not in the recording.</exception>
    public static (GroupVersionKind Kind, string Namespace, string Name)? Of(RecordedEvents recording, TraceTarget asked)
    {
        if (asked.Name.Length == 0)
        {
            return Of(recording);
        }

        var spec = new TargetSpec(asked.ApiVersion.Length > 0 ? asked.ApiVersion : null, asked.Kind, asked.Namespace.Length > 0 ? asked.Namespace : null, NamePattern.Parse(asked.Name));
        var objects = recording.News.OfType<SourceEvent.ObjectChanged>().Select(c => c.Object).ToArray();
        if (objects.FirstOrDefault(o => RecordedTargets.Match([spec], o)) is { } found)
        {
            return (found.Gvk, found.Namespace, found.Name);
        }

        var nearest = objects.Where(o => o.Kind != "Event").GroupBy(o => o.ControllerRef is not null).MinBy(g => g.Key);
        var others = (nearest ?? Enumerable.Empty<KubeObject>()).Select(RecordedTargets.SubjectOf).Distinct(StringComparer.Ordinal).Take(5).ToArray();
        throw new FormatException($"{asked.Kind}/{asked.Name} is not in {asked.File}{(others.Length > 0 ? $", which has {string.Join(", ", others)}" : "")}");
    }

    /// <summary>Null where none is of the kind.</summary>
    public static KubeObject? Of(IEnumerable<KubeObject> recorded) => recorded
        .Where(o => Rank(o) >= 0 && !(o is { Kind: "Service", Name: "kubernetes" }))
        .MinBy(o => (o.ControllerRef is not null, Rank(o)));

    private static int Rank(KubeObject obj) => Array.IndexOf(Kinds, (obj.Gvk.Group, obj.Kind));
}
