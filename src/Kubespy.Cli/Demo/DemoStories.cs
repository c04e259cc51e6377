using Kubespy.Core.Objects;

namespace Kubespy.Cli.Demo;

/// <summary>The stories that a demo tells, as the post on Deployments does.</summary>
internal static class DemoStories
{
    public static readonly IReadOnlyList<string> Names = ["rollout", "kill", "relabel", "bad-image", "crash-loop"];

    public static readonly IReadOnlyList<string> Default = ["rollout", "kill", "relabel"];

    public static IReadOnlyList<DemoStep> Of(string story) => story switch
    {
        "rollout" =>
        [
            new("rollout", _ => "kubectl set image deploy/nginx nginx=nginx:1.12-alpine", "Watch: an old Pod stops only when a new one is Ready.",
                c => c.SetImageAsync("nginx:1.12-alpine"), c => c.IsSettled),
        ],
        "kill" => Kill(),
        "relabel" => Relabel(),
        "bad-image" =>
        [
            new("bad-image", _ => "kubectl set image deploy/nginx nginx=nginx:bad", "Watch: the new Pod cannot start; the old ones go on serving.",
                c => c.SetImageAsync("nginx:bad"), c => c.Pods.Any(p => PodStatusText.Of(p) == "ImagePullBackOff")),
            new("bad-image", _ => "kubectl rollout undo deploy/nginx", "Watch: the former revision is made the newest again.",
                c => c.UndoAsync(), c => c.IsSettled),
        ],
        _ =>
        [
            new("crash-loop", _ => "kubectl set env deploy/nginx CRASH=1", "Watch: restarts, then the back-off between them, longer each time.",
                c => c.SetCrashAsync(), c => c.Pods.Any(p => PodStatusText.Of(p) == "CrashLoopBackOff")),
            new("crash-loop", _ => "kubectl rollout undo deploy/nginx", "Watch: the former revision takes over.",
                c => c.UndoAsync(), c => c.IsSettled),
        ],
    };

    private static IReadOnlyList<DemoStep> Kill()
    {
        var pod = "";
        return
        [
            new("kill", c => $"kubectl delete pod {pod = c.AnyReadyPod()}", "Watch: the ReplicaSet replaces it; no rollout, no new revision. The old Pod lingers while it terminates.",
                c => c.DeletePodAsync(pod), c => c.IsSettled),
        ];
    }

    private static IReadOnlyList<DemoStep> Relabel()
    {
        var pod = "";
        return
        [
            new("relabel", c => $"kubectl label pod {pod = c.AnyReadyPod()} app-", "Watch: the ReplicaSet releases it and starts another at once; the released Pod runs on, aside.",
                c => c.RemoveLabelAsync(pod), c => c.IsSettled && c.Pods.Any(p => p.Name == pod && p.ControllerRef is null)),
            new("relabel", _ => $"kubectl label pod {pod} app=nginx", "Watch: it is adopted again, and one Pod is too many.",
                c => c.AddLabelAsync(pod), c => c.IsSettled && c.Pods.All(p => p.ControllerRef is not null)),
        ];
    }
}
