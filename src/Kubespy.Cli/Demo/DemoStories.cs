using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Demo;

/// <summary>The stories that a demo tells, as the three posts do.</summary>
internal static class DemoStories
{
    public static readonly IReadOnlyList<string> Names = ["rollout", "kill", "relabel", "bad-image", "crash-loop", "node-down", "service", "pod"];

    public static readonly IReadOnlyList<string> Default = ["rollout", "kill", "relabel"];

    public static DemoStory Of(string story) => story switch
    {
        "service" => new(story, DemoView.Service, Service()),
        "pod" => new(story, DemoView.PodStatus, Pod()),
        _ => new(story, DemoView.Deployment, OfDeployment(story)),
    };

    private static IReadOnlyList<DemoStep> OfDeployment(string story) => story switch
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
        "node-down" => NodeDown(),
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

    /// <summary>What happens to Pods whose node is lost: the times are those of a real cluster, but for the patience of the Pods.</summary>
    private static IReadOnlyList<DemoStep> NodeDown()
    {
        const string stopped = "kubespy.dev/stopped";
        var node = "";
        return
        [
            new("node-down", c => $"kubectl annotate node {node = c.AnyNodeInUse()} {stopped}=true",
                "Watch: this embedded node loses its power (a real one needs no command). For 20s nobody notices: only its heartbeat is missing.",
                c => c.AnnotateAsync(Resources.Nodes, "", node, stopped, "true"), c => c.ReadyOf(node) == "Unknown"),
            new("node-down", _ => "kubectl get nodes",
                "Watch: it is NotReady and tainted. Its Pods say they can bear that for 10s (tolerationSeconds; 300s by default), then they are evicted and replaced elsewhere.",
                _ => Task.CompletedTask, c => c.IsComplete && c.Pods.Any(p => p.IsBeingDeleted) && c.Pods.All(p => p.IsBeingDeleted || PodView.Of(p).NodeName != node)),
            new("node-down", _ => $"kubectl annotate node {node} {stopped}-",
                "Watch: what ran there was Terminating until now, as nobody could say that it had ended. The node is back and ends it; no Pod moves back.",
                c => c.AnnotateAsync(Resources.Nodes, "", node, stopped, null), c => c.IsSettled && c.ReadyOf(node) == "True"),
        ];
    }

    /// <summary>Why a Service gets no traffic: it selects nobody; then nobody who is ready; then it serves.</summary>
    private static IReadOnlyList<DemoStep> Service() =>
    [
        new("service", _ => "kubectl apply -f web.yaml", "Watch: two Pods and a Service, and no traffic. It selects none of them; the trace says by which label it misses them.",
            async c =>
            {
                await c.CreateAsync(Resources.Services, DemoManifests.WebService);
                await c.CreateAsync(Resources.Deployments, DemoManifests.Web);
            },
            c => c.PodsOf("web").Count(p => PodStatusText.Of(p) == "Running") == 2),
        new("service", _ => "kubectl set selector svc/web app=web", "Watch: now both are selected, and still nothing is sent to them: their readiness probes fail.",
            c => c.SetSelectorAsync("web", "web"), c => c.Find(Resources.Endpoints, "web")?.Root.ListAt("subsets").Count > 0),
        new("service", _ => "kubectl annotate pod -l app=web kubespy.dev/ready-", "Watch: the probes succeed, each Pod becomes Ready, then an endpoint, and traffic flows.",
            async c =>
            {
                foreach (var pod in c.PodsOf("web"))
                {
                    await c.AnnotateAsync(Resources.Pods, "default", pod.Name, "kubespy.dev/ready", null);
                }
            },
            c => c.EndpointsOf("web") == 2),
    ];

    /// <summary>A Pod's life, as its status tells it.</summary>
    private static IReadOnlyList<DemoStep> Pod() =>
    [
        new("pod", _ => "kubectl run nginx --image=nginx:1.12-alpine", "Watch: each change of its status, as kubespy status v1 Pod nginx shows it: scheduled, its container created, running, Ready.",
            c => c.CreateAsync(Resources.Pods, DemoManifests.Pod, "kubectl-run"), c => IsReady(c.Find(Resources.Pods, "nginx"), restarts: 0)),
        new("pod", _ => "kubectl annotate pod nginx kubespy.dev/crash=1", "Watch: its process ends with 1 (this annotation of embedded Pods does it). The Pod stays, its container is started again.",
            c => c.AnnotateAsync(Resources.Pods, "default", "nginx", "kubespy.dev/crash", "1"), c => IsReady(c.Find(Resources.Pods, "nginx"), restarts: 1)),
        new("pod", _ => "kubectl delete pod nginx", "Watch: it is no longer Ready, its container ends, and only then the object goes. Nobody makes another: it has no controller.",
            c => c.DeletePodAsync("nginx"), c => c.Find(Resources.Pods, "nginx") is null),
    ];

    private static bool IsReady(KubeObject? pod, long restarts) =>
        pod is not null && PodView.Of(pod).IsReady && pod.Root.ListAt("status", "containerStatuses").All(c => c.Int64At("restartCount") == restarts);
}
