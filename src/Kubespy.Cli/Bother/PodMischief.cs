using System.Globalization;
using Kubespy.Client;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Bother;

/// <summary>What is done to one Pod. Pure.</summary>
internal static class PodMischief
{
    private const string Ready = "kubespy.dev/ready";
    private const string CrashCount = "kubespy.dev/crash";

    public static Deed Kill(BotherScene scene, BotherTarget? target, Random chance, Kubectl kubectl)
    {
        var pod = Choose(scene.PodsOf(target), p => PodView.Of(p).IsReady, chance);
        var grace = pod.Root.Int64At("spec", "terminationGracePeriodSeconds") ?? 30;
        return new Deed(HttpMethod.Delete, PathOf(pod), null)
        {
            Command = kubectl.In($"delete pod {pod.Name}"),
            Effect = (pod.ControllerRef is { } owner ? $"its {owner.Kind} creates another at once" : "nobody creates another: it has no controller")
                + string.Create(CultureInfo.InvariantCulture, $"; this one has {grace}s to end"),
            Watch = scene.WatchOf(pod),
        };
    }

    public static Deed Relabel(BotherScene scene, BotherTarget? target, Random chance, Kubectl kubectl)
    {
        var pods = scene.PodsOf(target);
        var owned = pods.Where(p => scene.ControllerOf(p) is not null).ToArray();
        if (owned.Length == 0)
        {
            throw new ClusterException(ClusterProblem.NotFound, $"pod/{pods[0].Name} belongs to no ReplicaSet: nobody misses its labels", "name a Pod of one, or deploy/NAME");
        }

        var pod = Choose(owned, p => PodView.Of(p).IsReady, chance);
        var selector = scene.ControllerOf(pod)!.Root.MapAt("spec", "selector");
        var label = SelectedLabels(selector).FirstOrDefault(l => l != "pod-template-hash" && pod.Label(l) is not null) ?? "pod-template-hash";
        return new Deed(HttpMethod.Patch, PathOf(pod) + "?fieldManager=kubectl-label", Metadata("labels", label, Value.Null))
        {
            ContentType = "application/merge-patch+json",
            Command = kubectl.In($"label pod {pod.Name} {label}-"),
            Effect = "its ReplicaSet releases it and creates another; this one runs on, uncounted",
            Back = kubectl.In($"label pod {pod.Name} {label}={pod.Label(label)}"),
            Watch = scene.WatchOf(pod),
        };
    }

    /// <summary>What kubectl has no word for: a process that ends by itself, once.</summary>
    public static Deed Crash(BotherScene scene, BotherTarget? target, Random chance, Kubectl kubectl)
    {
        var pods = scene.PodsOf(target).Where(IsRunning).ToArray();
        if (pods.Length == 0)
        {
            throw new ClusterException(ClusterProblem.NotFound, $"no container of {scene.PodsOf(target)[0].Name} or its like runs now: there is nothing to crash", "wait until one is Running: kubectl get pods");
        }

        var pod = Choose(pods, p => PodView.Of(p).IsReady, chance);
        var times = long.TryParse(pod.Annotation(CrashCount), NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? Math.Min(before, int.MaxValue) + 1 : 1;
        return Annotate(scene, pod, CrashCount, times.ToString(CultureInfo.InvariantCulture), kubectl) with
        {
            Effect = "its processes end with exit code 1, now and once; the kubelet restarts them, later each time (on a real cluster: a bug, no kubectl)",
        };
    }

    public static Deed Unready(BotherScene scene, BotherTarget? target, Random chance, Kubectl kubectl)
    {
        var pods = scene.PodsOf(target);
        var probed = pods.Where(p => Probe(p) is not null).ToArray();
        if (probed.Length == 0)
        {
            throw Unprobed(scene, pods[0], kubectl);
        }

        var willing = probed.Where(p => p.Annotation(Ready) != "false").ToArray();
        if (willing.Length == 0)
        {
            throw new ClusterException(
                ClusterProblem.NotFound, $"the readiness probe of {probed[0].Name}{(probed.Length > 1 ? " and its like" : "")} fails already", $"take it back: {kubectl.In($"annotate pod {probed[0].Name} {Ready}-")}");
        }

        var pod = Choose(willing, p => PodView.Of(p).IsReady, chance);
        var (period, threshold) = (Probe(pod)!.Int64At("periodSeconds") ?? 10, Probe(pod)!.Int64At("failureThreshold") ?? 3);
        return Annotate(scene, pod, Ready, "false", kubectl) with
        {
            Effect = string.Create(CultureInfo.InvariantCulture, $"its readiness probe fails from now on: not ready after {threshold} in a row, one each {period}s; then out of its Services"),
            Back = kubectl.In($"annotate pod {pod.Name} {Ready}-"),
        };
    }

    public static Deed Evict(BotherScene scene, BotherTarget? target, Random chance, Kubectl kubectl)
    {
        var pod = Choose(scene.PodsOf(target), p => PodView.Of(p).IsReady, chance);
        var body = MapValue.Of(("apiVersion", "policy/v1"), ("kind", "Eviction"), ("metadata", MapValue.Of(("name", pod.Name), ("namespace", pod.Namespace))));
        var path = PathOf(pod) + "/eviction";
        return new Deed(HttpMethod.Post, path, body)
        {
            Command = $"echo {Kubectl.Argument(body)} | {kubectl.Of($"create --raw {path} -f -")}",
            Effect = "asked to go as by kubectl drain: its PodDisruptionBudgets may refuse; else it is deleted and replaced",
            Watch = scene.WatchOf(pod),
        };
    }

    private static Deed Annotate(BotherScene scene, KubeObject pod, string annotation, string value, Kubectl kubectl) =>
        new(HttpMethod.Patch, PathOf(pod) + "?fieldManager=kubectl-annotate", Metadata("annotations", annotation, value))
        {
            ContentType = "application/merge-patch+json",
            Command = kubectl.In($"annotate pod {pod.Name} {annotation}={value} --overwrite"),
            Effect = "",
            Watch = scene.WatchOf(pod),
        };

    private static ClusterException Unprobed(BotherScene scene, KubeObject pod, Kubectl kubectl)
    {
        var problem = $"pod/{pod.Name} has no readiness probe: while its containers run it is ready, on any cluster";
        if (scene.WatchOf(pod).Split('/') is not ["deploy", var deployment])
        {
            return new ClusterException(ClusterProblem.NotFound, problem, "name a Pod that has one, or crash it: kubespy cluster bother crash");
        }

        var container = pod.Root.ListAt("spec", "containers")[0].StringAt("name") ?? "";
        var patch = MapValue.Of(("spec", MapValue.Of(("template", MapValue.Of(("spec", MapValue.Of(("containers", ListValue.Of([MapValue.Of(
            ("name", container), ("readinessProbe", MapValue.Of(("periodSeconds", 2), ("tcpSocket", MapValue.Of(("port", 80))))))])))))))));
        return new ClusterException(ClusterProblem.NotFound, problem, $"give it one: {kubectl.In($"patch deploy {deployment} -p {Kubectl.Argument(patch)}")}");
    }

    /// <summary>One by chance, of those that are preferred if there are any.</summary>
    private static KubeObject Choose(IReadOnlyList<KubeObject> pods, Func<KubeObject, bool> isPreferred, Random chance)
    {
        var preferred = pods.Where(isPreferred).ToArray();
        var among = preferred.Length > 0 ? preferred : pods;
        return among[chance.Next(among.Count)];
    }

    private static bool IsRunning(KubeObject pod) => pod.Root.ListAt("status", "containerStatuses").Any(c => c.MapAt("state", "running") is not null);

    private static MapValue? Probe(KubeObject pod) =>
        pod.Root.ListAt("spec", "containers").Select(c => c.MapAt("readinessProbe")).FirstOrDefault(p => p is not null);

    private static IEnumerable<string> SelectedLabels(MapValue? selector) =>
        (selector?["matchLabels"]?.AsMap() ?? MapValue.Empty).Select(l => l.Key)
            .Concat((selector?["matchExpressions"]?.AsList() ?? ListValue.Empty).Where(e => e.StringAt("operator") is "In" or "Exists").Select(e => e.StringAt("key") ?? ""));

    private static MapValue Metadata(string field, string name, Value value) => MapValue.Of(("metadata", MapValue.Of((field, MapValue.Of((name, value))))));

    private static string PathOf(KubeObject pod) => ClusterClient.PathOf(new GroupVersionResource("", "v1", "pods"), pod.Namespace, pod.Name);
}
