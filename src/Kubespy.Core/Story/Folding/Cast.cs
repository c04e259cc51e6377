using Kubespy.Core.Explaining;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Story.Folding;

/// <summary>Who plays a part in the story of one object: it, what it owns or once owned, and what was seen of the rest of the world.</summary>
internal sealed class Cast(string kind, string ns, string name)
{
    private readonly HashSet<string> _roots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _makers = new(StringComparer.Ordinal);

    public string Kind => kind;

    public string Namespace => ns;

    public string Name => name;

    public string Subject { get; } = $"{ShortNames.Of(kind)}/{name}";

    public ObjectStore Store { get; } = new();

    public EventIndex Events { get; } = new();

    public PodBook Pods { get; } = new();

    /// <summary>As it is; null where it does not exist.</summary>
    public KubeObject? Root { get; private set; }

    /// <summary>As it was last.</summary>
    public KubeObject? LastRoot { get; private set; }

    /// <summary>What belongs to it is no longer kept in number: it is gone, or going with all that it owns.</summary>
    public bool IsGoing => Root is null ? LastRoot is not null : Root.IsBeingDeleted && !Root.Finalizers.Contains("orphan");

    public long Wanted => Root is null ? 0 : WorkloadFacts.Wanted(Root);

    public bool IsRoot(KubeObject obj) => obj.Kind == kind && obj.Name == name && obj.Namespace == ns;

    public bool IsRootUid(string uid) => _roots.Contains(uid);

    /// <summary>One of its ReplicaSets or Jobs, now or once.</summary>
    public bool IsMaker(string uid) => _makers.ContainsKey(uid);

    public bool IsMember(string uid) => IsRootUid(uid) || IsMaker(uid) || Pods.Find(uid) is not null;

    public bool BelongsToRoot(KubeObject obj) => obj.ControllerRef is { } owner && _roots.Contains(owner.Uid);

    public void SetRoot(KubeObject? root)
    {
        Root = root;
        if (root is not null)
        {
            LastRoot = root;
            _roots.Add(root.Uid);
        }
    }

    public void AddMaker(KubeObject maker) => _makers[maker.Uid] = maker.Name;

    public void RemoveMaker(string uid) => _makers.Remove(uid);

    /// <summary>Whether a Pod is one of the story's.</summary>
    public bool IsCast(KubeObject pod) => kind switch
    {
        "Pod" => IsRoot(pod),
        "Service" => pod.Namespace == ns && Root?.Root.MapAt("spec", "selector") is { Count: > 0 } selector && LabelSelector.OfLabels(selector).Matches(pod.Labels),
        _ => pod.ControllerRef is { } owner && (_roots.Contains(owner.Uid) || _makers.ContainsKey(owner.Uid)),
    };

    /// <summary>Its ReplicaSets, or the revisions of a set, the newest first.</summary>
    public IEnumerable<KubeObject> Makers => Store.OfKind(kind == "Deployment" ? "ReplicaSet" : "ControllerRevision").Where(BelongsToRoot).OrderByDescending(WorkloadFacts.NumberOf);

    /// <summary>Whose template is asked for now; null where it has not been made yet.</summary>
    public KubeObject? NewestMaker => Root is null ? null
        : kind == "StatefulSet" ? Store.Find("ControllerRevision", ns, Root.Status.StringAt("updateRevision") ?? "")
        : Makers.FirstOrDefault(m => WorkloadFacts.TemplateOf(m).Equals(WorkloadFacts.Template(Root)));

    /// <summary>By what its newest Pods are known; empty where none can be.</summary>
    public string NewestKey => kind switch
    {
        "Deployment" => NewestMaker?.Uid ?? "",
        "StatefulSet" => Root?.Status.StringAt("updateRevision") ?? "",
        "DaemonSet" => NewestMaker?.Label("controller-revision-hash") ?? "",
        _ => "",
    };

    /// <summary>The revision that it is of now, as its controller has numbered it; 0 where it has not.</summary>
    public long Revision => Root is null ? 0 : kind == "Deployment" ? DeploymentRevision.Of(Root) : NewestMaker is { } newest ? WorkloadFacts.NumberOf(newest) : 0;

    /// <summary>How many Pods an owner asks for; 0 where it is gone, or asks for none in particular.</summary>
    public long WantedBy(string owner) => Store.Get(owner) is { IsBeingDeleted: false } known ? WorkloadFacts.Wanted(known) : 0;

    public KubeObject? Node(string node) => Store.Find("Node", "", node);

    /// <summary>What is wrong with it now, as kubespy why says it; what is meant to be so is left out.</summary>
    public IReadOnlyList<Finding> Diagnose(DateTimeOffset now) => Root is null ? []
        : [.. Judgement.Of(Root, new TraceWorld(now, Root, Store, Events, 3)).Findings.Where(f => !f.IsByDesign)];

    /// <summary>The first of them; null where nothing is known to be wrong.</summary>
    public Finding? Worst(DateTimeOffset now) => Diagnose(now) is [var worst, ..] ? worst : null;
}
