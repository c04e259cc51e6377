using Kubespy.Client;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Bother;

/// <summary>What is done to a node's machine: kubectl has no word for it, the embedded cluster has a switch (docs/pod-behaviour.md). Pure.</summary>
internal static class NodeMischief
{
    private const string Switch = "kubespy.dev/stopped";

    public static Deed Down(BotherScene scene, BotherTarget? target, Random chance, Kubectl kubectl)
    {
        var node = target is not null ? scene.Find(scene.Nodes, target) : Choose(scene, chance);
        if (IsDown(node))
        {
            throw new ClusterException(ClusterProblem.NotFound, $"node/{node.Name} is down already", $"bring it back: kubespy cluster bother node-up {node.Name}");
        }

        var pods = scene.Pods.Where(p => PodView.Of(p).NodeName == node.Name && PodView.Of(p).IsActive).ToArray();
        return Turn(node, "true") with
        {
            Command = kubectl.Of($"annotate node {node.Name} {Switch}=true"),
            Effect = $"its machine has lost power (no kubectl does that to a real one): NotReady after 20s; {Going(pods)}",
            Back = kubectl.Of($"annotate node {node.Name} {Switch}-"),
            Watch = pods.Length > 0 ? scene.WatchOf(pods[0]) : $"node/{node.Name}",
        };
    }

    public static IReadOnlyList<Deed> Up(BotherScene scene, BotherTarget? target, Kubectl kubectl)
    {
        KubeObject[] nodes = [.. (target is not null ? [scene.Find(scene.Nodes, target)] : scene.Nodes).Where(IsDown)];
        return nodes.Length > 0
            ?
            [
                .. nodes.Select(node => Turn(node, Value.Null) with
                {
                    Command = kubectl.Of($"annotate node {node.Name} {Switch}-"),
                    Effect = "its machine has power again: Ready at once; what was evicted meanwhile ends there, what was not goes on",
                    Watch = $"node/{node.Name}",
                }),
            ]
            : throw new ClusterException(ClusterProblem.NotFound, target is null ? "no node is down" : $"node/{target.Name} is not down", "switch one off: kubespy cluster bother node-down");
    }

    private static bool IsDown(KubeObject node) => node.Annotation(Switch) == "true";

    /// <summary>One that has Pods of the newest Deployment, if any has.</summary>
    private static KubeObject Choose(BotherScene scene, Random chance)
    {
        var up = scene.Nodes.Where(n => !IsDown(n)).ToArray();
        if (up.Length == 0)
        {
            throw new ClusterException(ClusterProblem.NotFound, "all nodes are down", "bring them back: kubespy cluster bother node-up");
        }

        var used = scene.Deployments.Count == 0 ? [] : Used(scene);
        var among = up.Where(n => used.Contains(n.Name)).ToArray();
        among = among.Length > 0 ? among : up;
        return among[chance.Next(among.Length)];
    }

    private static HashSet<string> Used(BotherScene scene)
    {
        var newest = scene.DeploymentOf(null);
        var sets = scene.ReplicaSets.Where(r => r.ControllerRef?.Uid == newest.Uid).Select(r => r.Uid).ToHashSet();
        return [.. scene.Pods.Where(p => p.ControllerRef is { } owner && sets.Contains(owner.Uid)).Select(p => PodView.Of(p).NodeName)];
    }

    private static string Going(KubeObject[] pods)
    {
        if (pods.Length == 0)
        {
            return $"no Pod of this namespace runs there";
        }

        var patience = pods[0].Root.ListAt("spec", "tolerations").FirstOrDefault(t => t.StringAt("key") == "node.kubernetes.io/unreachable")?.Int64At("tolerationSeconds");
        var count = pods.Length == 1 ? "its Pod is" : FormattableString.Invariant($"its {pods.Length} Pods are");
        return patience is null ? $"{count} left where they are" : FormattableString.Invariant($"{count} evicted {patience}s later (tolerationSeconds), and replaced elsewhere");
    }

    private static Deed Turn(KubeObject node, Value value) => new(
        HttpMethod.Patch, ClusterClient.PathOf(new GroupVersionResource("", "v1", "nodes"), "", node.Name) + "?fieldManager=kubectl-annotate",
        MapValue.Of(("metadata", MapValue.Of(("annotations", MapValue.Of((Switch, value)))))))
    {
        ContentType = "application/merge-patch+json",
        Command = "",
        Effect = "",
    };
}
