using Kubespy.Cli.Targets;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>Whose stories a recording holds: those of the objects that were asked for, or of all workloads that are nobody's own; where their owners were not recorded, of those nearest to them.</summary>
internal static class RecordedRoots
{
    private static readonly (string Group, string Kind)[] Workloads =
    [
        ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("batch", "CronJob"), ("batch", "Job"), ("apps", "ReplicaSet"), ("", "Pod"),
    ];

    /// <summary>Each once, by kind, namespace and name, as it was seen first; in the order of the kinds, then of their coming.</summary>
    /// <exception cref="FormatException">The recording holds nothing of what was asked for; the message says what it holds.</exception>
    public static IReadOnlyList<KubeObject> Of(IEnumerable<SourceEvent> events, IReadOnlyList<TargetSpec> specs)
    {
        var seen = new Dictionary<(string Kind, string Namespace, string Name), KubeObject>();
        var owned = new HashSet<(string Kind, string Namespace, string Name)>();
        foreach (var obj in events.OfType<SourceEvent.ObjectChanged>().Select(e => e.Object).Where(o => o.Kind is not ("Event" or "EndpointSlice" or "Endpoints")))
        {
            var key = (obj.Kind, obj.Namespace, obj.Name);
            seen.TryAdd(key, obj);
            if (obj.ControllerRef is not null)
            {
                owned.Add(key);
            }
        }

        if (specs.Count > 0)
        {
            KubeObject[] asked = [.. seen.Values.Where(o => RecordedTargets.Match(specs, o))];
            return asked.Length > 0 ? asked : throw new FormatException($"the recording holds no such object{Holdings(seen.Values)}");
        }

        KubeObject[] roots = [.. seen.Where(o => !owned.Contains(o.Key) && Rank(o.Value) >= 0).Select(o => o.Value).OrderBy(Rank)];
        return roots.Length > 0 ? roots
            : seen.Values.Where(o => Rank(o) >= 0).GroupBy(Rank).MinBy(g => g.Key) is { } nearest ? [.. nearest]
            : [.. seen.Values.Where(o => o is { Kind: "Service", Name: not "kubernetes" })];
    }

    private static int Rank(KubeObject obj) => Array.IndexOf(Workloads, (obj.Gvk.Group, obj.Kind));

    private static string Holdings(IEnumerable<KubeObject> objects)
    {
        const int Few = 5;
        var nearest = objects.GroupBy(o => o.Kind == "Node" ? 2 : o.ControllerRef is null ? 0 : 1).MinBy(g => g.Key);
        string[] names = [.. (nearest ?? Enumerable.Empty<KubeObject>()).Select(RecordedTargets.SubjectOf).Take(Few + 1)];
        return names.Length == 0 ? " there: try without -n, or see what it holds with kubespy changes FILE" : $"; it holds {string.Join(", ", names.Take(Few))}{(names.Length > Few ? ", …" : "")}";
    }
}
