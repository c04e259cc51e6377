using Kubespy.Core.Objects;

namespace Kubespy.Cli.Demo;

/// <summary>The stories that a demo tells, as the post on Deployments does.</summary>
internal static class DemoStories
{
    public static readonly IReadOnlyList<string> Names = ["rollout", "kill", "relabel", "bad-image", "crash-loop"];

    public static readonly IReadOnlyList<string> Default = ["rollout", "kill", "relabel"];

    public static IReadOnlyList<DemoStep> Of(string story, DemoCluster cluster) => story switch
    {
        "rollout" =>
        [
            new("rollout", "kubectl set image deploy/nginx nginx=nginx:1.12-alpine", "Watch: an old Pod stops only when a new one is Ready.",
                c => c.SetImageAsync("nginx:1.12-alpine"), c => c.IsSettled),
        ],
        "kill" => [Kill(cluster)],
        "relabel" => [Relabel(cluster)],
        "bad-image" =>
        [
            new("bad-image", "kubectl set image deploy/nginx nginx=nginx:bad", "Watch: the new Pod cannot start; the old ones go on serving.",
                c => c.SetImageAsync("nginx:bad"), c => c.Pods.Any(p => PodStatusText.Of(p) == "ImagePullBackOff")),
            new("bad-image", "kubectl rollout undo deploy/nginx", "Watch: the former revision is made the newest again.",
                c => c.UndoAsync(), c => c.IsSettled),
        ],
        _ =>
        [
            new("crash-loop", "kubectl set env deploy/nginx CRASH=1", "Watch: restarts, then the back-off between them, longer each time.",
                c => c.SetCrashAsync(), c => c.Pods.Any(p => PodStatusText.Of(p) == "CrashLoopBackOff")),
            new("crash-loop", "kubectl rollout undo deploy/nginx", "Watch: the former revision takes over.",
                c => c.UndoAsync(), c => c.IsSettled),
        ],
    };

    private static DemoStep Kill(DemoCluster cluster)
    {
        var pod = new Lazy<string>(cluster.AnyReadyPod);
        return new DemoStep("kill", "kubectl delete pod nginx-…", "Watch: the ReplicaSet replaces it; no rollout, no new revision. The old Pod lingers while it terminates.",
            c => c.DeletePodAsync(pod.Value), c => c.IsSettled);
    }

    private static DemoStep Relabel(DemoCluster cluster)
    {
        var pod = new Lazy<string>(cluster.AnyReadyPod);
        return new DemoStep("relabel", "kubectl label pod nginx-… app-", "Watch: the ReplicaSet releases it and starts another at once; the released Pod runs on, aside.",
            c => c.RemoveLabelAsync(pod.Value), c => c.IsSettled && c.Pods.Any(p => p.Name == pod.Value && p.ControllerRef is null));
    }
}
