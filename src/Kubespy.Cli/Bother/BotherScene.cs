using Kubespy.Client;
using Kubespy.Core.Naming;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Bother;

/// <summary>What there is to bother in a namespace, as it was read at one moment.</summary>
internal sealed record BotherScene(string Namespace)
{
    private static readonly GroupVersionResource DeploymentResource = new("apps", "v1", "deployments");
    private static readonly GroupVersionResource ReplicaSetResource = new("apps", "v1", "replicasets");
    private static readonly GroupVersionResource PodResource = new("", "v1", "pods");
    private static readonly GroupVersionResource NodeResource = new("", "v1", "nodes");

    public IReadOnlyList<KubeObject> Deployments { get; init; } = [];

    public IReadOnlyList<KubeObject> ReplicaSets { get; init; } = [];

    public IReadOnlyList<KubeObject> Pods { get; init; } = [];

    public IReadOnlyList<KubeObject> Nodes { get; init; } = [];

    /// <exception cref="ClusterException">The cluster cannot be reached.</exception>
    public static async Task<BotherScene> ReadAsync(ClusterClient client, string ns, CancellationToken cancellation)
    {
        async Task<IReadOnlyList<KubeObject>> ListAsync(GroupVersionResource resource, string within)
        {
            var list = await client.GetAsync(ClusterClient.PathOf(resource, within), cancellation);
            return [.. list.ListAt("items").OfType<MapValue>().Select(i => new KubeObject(i)).OrderBy(o => o.Name, StringComparer.Ordinal)];
        }

        return new BotherScene(ns)
        {
            Deployments = await ListAsync(DeploymentResource, ns),
            ReplicaSets = await ListAsync(ReplicaSetResource, ns),
            Pods = await ListAsync(PodResource, ns),
            Nodes = await ListAsync(NodeResource, ""),
        };
    }

    /// <summary>The Deployment that was asked for, else the newest.</summary>
    /// <exception cref="ClusterException">There is none.</exception>
    public KubeObject DeploymentOf(BotherTarget? target) => target switch
    {
        null => Deployments.OrderByDescending(d => d.CreationTimestamp).FirstOrDefault() ?? throw Nothing(),
        { Kind: "Deployment" } => Find(Deployments, target),
        _ => throw new FormatException($"{target.Kind.ToLowerInvariant()}/{target.Name} has no template of its own to change: give deploy/NAME"),
    };

    /// <summary>The Pods of what was asked for, else of the newest Deployment, that neither end nor have ended.</summary>
    /// <exception cref="ClusterException">It does not exist, or has no such Pod.</exception>
    public IReadOnlyList<KubeObject> PodsOf(BotherTarget? target)
    {
        var (owner, pods) = target switch
        {
            { Kind: "Pod" } => ($"pod/{target.Name}", [Find(Pods, target)]),
            { Kind: "ReplicaSet" } => ($"rs/{target.Name}", OwnedBy(Pods, Find(ReplicaSets, target))),
            _ => OfDeployment(DeploymentOf(target)),
        };
        var active = pods.Where(p => PodView.Of(p).IsActive).ToArray();
        return active.Length > 0 ? active : throw new ClusterException(
            ClusterProblem.NotFound, $"{owner} in namespace {Namespace} has no Pod that runs or is to run", "wait for one: kubectl get pods, or name another target");
    }

    public KubeObject? ControllerOf(KubeObject pod) => ReplicaSets.FirstOrDefault(r => r.Uid == pod.ControllerRef?.Uid);

    /// <summary>What to look at to see what becomes of a Pod: its Deployment where it has one.</summary>
    public string WatchOf(KubeObject pod) =>
        ControllerOf(pod) is not { } set ? $"pod/{pod.Name}"
        : Deployments.FirstOrDefault(d => d.Uid == set.ControllerRef?.Uid) is { } deployment ? $"deploy/{deployment.Name}"
        : $"rs/{set.Name}";

    /// <exception cref="ClusterException">There is none of that name.</exception>
    public KubeObject Find(IReadOnlyList<KubeObject> objects, BotherTarget target) => objects.FirstOrDefault(o => o.Name == target.Name)
        ?? throw new ClusterException(
            ClusterProblem.NotFound,
            $"there is no {target.Kind} {target.Name}{(target.Kind == "Node" ? "" : $" in namespace {Namespace}")}",
            NearNames.Question(target.Name, objects.Select(o => o.Name)) is { Length: > 0 } question ? question : "check the name, and -n");

    private (string Owner, IReadOnlyList<KubeObject> Pods) OfDeployment(KubeObject deployment) =>
        ($"deploy/{deployment.Name}", [.. OwnedBy(ReplicaSets, deployment).SelectMany(r => OwnedBy(Pods, r))]);

    private static IReadOnlyList<KubeObject> OwnedBy(IReadOnlyList<KubeObject> objects, KubeObject owner) => [.. objects.Where(o => o.ControllerRef?.Uid == owner.Uid)];

    private ClusterException Nothing() => new(
        ClusterProblem.NotFound, $"there is no Deployment in namespace {Namespace} to bother",
        "make one: kubectl create deployment nginx --image=nginx --replicas=3, or say where with -n");
}
