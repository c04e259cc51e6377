using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tracing.Objects;

/// <summary>What is known at one moment around the object that is traced. <paramref name="Root"/> is null where it does not exist.</summary>
public sealed record TraceWorld(DateTimeOffset Now, KubeObject? Root, ObjectStore Store, EventIndex Events, long ToleratedRestarts)
{
    /// <summary>The last lines of a container's log by Pod UID and container; empty where they were not fetched.</summary>
    public Func<string, string, IReadOnlyList<string>> LogOf { get; init; } = (_, _) => [];

    /// <summary>A Pod's state, which a tracer keeps for as long as the Pod does not change.</summary>
    public Func<KubeObject, PodState> StateOf { get; init; } = PodState.Of;

    /// <summary>What was tried from where kubespy runs, each check's newest result, in the order in which they were first made.</summary>
    public IReadOnlyList<SourceEvent.Probed> Probes { get; init; } = [];

    /// <summary>Resources that may not be read (403): what they hold is not known.</summary>
    public IReadOnlyCollection<string> Forbidden { get; init; } = [];

    /// <summary>Resources of which all that exists has been told: what is not there does not exist.</summary>
    public IReadOnlyCollection<string> Synced { get; init; } = [];

    /// <summary>Resources that nobody asked for: what they hold is not known either.</summary>
    public IReadOnlyCollection<string> Unread { get; init; } = [];

    /// <summary>Whether what that resource holds is known.</summary>
    public bool Knows(string resource) => !Forbidden.Contains(resource) && !Unread.Contains(resource);

    /// <summary>The situation that causes are found from, around that workload.</summary>
    public Situation SituationOf(KubeObject workload, IReadOnlyList<KubeObject> makers, IEnumerable<KubeObject> pods) => new()
    {
        Now = Now,
        Workload = workload,
        Makers = makers,
        Pods = [.. pods.Where(p => Unwell.Is(p, Now)).OrderBy(p => p.Name, StringComparer.Ordinal)],
        EventsAbout = Events.About,
        Find = (kind, name) => Store.Find(kind, workload.Namespace, name) ?? Store.Find(kind, "", name),
        OfKind = kind => !Knows(PluralOf(kind)) ? null : Store.OfKind(kind).Where(o => workload.Namespace.Length == 0 || o.Namespace.Length == 0 || o.Namespace == workload.Namespace),
        LogOf = LogOf,
        ToleratedRestarts = ToleratedRestarts,
    };

    /// <summary>As the built-in kinds are spelled.</summary>
    private static string PluralOf(string kind) => kind.ToLowerInvariant() + (kind.EndsWith("ss", StringComparison.Ordinal) ? "es" : kind.EndsWith('s') ? "" : "s");
}
