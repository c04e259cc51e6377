using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings;

/// <summary>
/// What is known around one workload, from which its causes are found: read from a cluster once, or folded from events.
/// What is not known is empty or null, and no rule may take that for proof of absence.
/// </summary>
public sealed record Situation
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>What is asked about: a Deployment, a Pod, a Service. Null where it does not exist.</summary>
    public required KubeObject? Workload { get; init; }

    /// <summary>What makes its Pods, such as the ReplicaSet of the newest revision.</summary>
    public IReadOnlyList<KubeObject> Makers { get; init; } = [];

    /// <summary>Its Pods that are not well, of the newest revision where it has revisions, by name. Pods on their way out are among them.</summary>
    public IReadOnlyList<KubeObject> Pods { get; init; } = [];

    /// <summary>The Events about the object of this UID, the newest last.</summary>
    public Func<string, IReadOnlyList<KubeObject>> EventsAbout { get; init; } = _ => [];

    /// <summary>Another object by kind and name, in the workload's namespace or cluster-scoped; null where it is not known.</summary>
    public Func<string, string, KubeObject?> Find { get; init; } = (_, _) => null;

    /// <summary>All objects of a kind that are known, in the workload's namespace or cluster-scoped (in all, where the workload has no namespace); null where that kind was not read.</summary>
    public Func<string, IEnumerable<KubeObject>?> OfKind { get; init; } = _ => null;

    /// <summary>The last lines of a container's log by the Pod's UID and the container's name, the previous instance's where it crashed.</summary>
    public Func<string, string, IReadOnlyList<string>> LogOf { get; init; } = (_, _) => [];

    /// <summary>More restarts than these are a crash loop that no patience ends.</summary>
    public long ToleratedRestarts { get; init; } = 3;

    /// <summary>Whom a finding is about where it is the workload itself: <c>deploy/nginx</c>.</summary>
    public string Subject => Workload is null ? "" : SubjectOf(Workload);

    /// <summary>The suffix that a kubectl command needs to reach the workload's namespace; empty for the default one.</summary>
    public string Scope => Namespaces.ScopeOf(Workload?.Namespace ?? "");

    /// <summary>The workload as a kubectl command names it, with a space before it: <c> deployment/nginx -n prod</c>.</summary>
    public string Target => Workload is null ? "" : $" {Workload.Kind.ToLowerInvariant()}/{Workload.Name}{Scope}";

    /// <summary>The command that goes back to the revision before; empty where there is none, or where it is not known that there is.</summary>
    public string WayBack => WayBackTo(Target.TrimStart());

    internal string WayBackTo(string target) => Workload is { Kind: "Deployment" or "StatefulSet" or "DaemonSet" }
        ? Findings.WayBack.Of(Workload, target, OfKind(Workload.Kind == "Deployment" ? "ReplicaSet" : "ControllerRevision") ?? [])
        : "";

    public static string SubjectOf(KubeObject obj) => $"{ShortNames.Of(obj.Kind)}/{obj.Name}";

    /// <summary>What is asked for a container of a Pod: by the Pod itself, or by the template it was made from; null where neither is known.</summary>
    internal MapValue? SpecOf(KubeObject pod, ContainerStatus container) => container.SpecIn(pod.Spec)
        ?? (Makers.Append(Workload).FirstOrDefault(m => m is not null && m.Uid == pod.ControllerRef?.Uid) is { } maker ? container.SpecIn(maker.Root.At("spec", "template", "spec")) : null);

    /// <summary>The newest Event about an object that matches; null where none is known.</summary>
    internal ObservedEvent? EventOf(KubeObject about, Func<ObservedEvent, bool> matches) => ObservedEvent.Newest(EventsAbout(about.Uid), matches);
}
