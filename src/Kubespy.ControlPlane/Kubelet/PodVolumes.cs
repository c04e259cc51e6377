using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Kubelet.Containers;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// The volumes of a Pod that take from ConfigMaps and Secrets: the Pod stays as it is until each can be set up
/// (pkg/kubelet/volumemanager, pkg/volume/util/operationexecutor). Claims are the scheduler's affair.
/// </summary>
internal sealed class PodVolumes(NodeRuntime node, PodWorker worker)
{
    private static readonly string[] Lists = ["initContainers", "containers", "ephemeralContainers"];
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromSeconds(122);

    /// <summary>How long the kubelet waits before it says which volumes are missing (podAttachAndMountTimeout).</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(123);

    /// <summary>Completes when all are mounted, or the Pod is over.</summary>
    public async Task MountAsync()
    {
        var retry = FirstRetry;
        var reported = node.Loop.Now;
        while (!worker.IsOver && await FindProblemsAsync() is { Count: > 0 } problems)
        {
            foreach (var (volume, problem) in problems)
            {
                worker.Record("Warning", "FailedMount", $"MountVolume.SetUp failed for volume \"{volume}\" : {problem}");
            }

            await node.Loop.DelayAsync(retry);
            retry = retry * 2 < MaxRetry ? retry * 2 : MaxRetry;
            if (node.Loop.Now - reported >= Timeout && !worker.IsOver)
            {
                reported = node.Loop.Now;
                var names = string.Join(' ', problems.Select(p => p.Volume).Order(StringComparer.Ordinal));
                worker.Record(
                    "Warning", "FailedMount",
                    $"Unable to attach or mount volumes: unmounted volumes=[{names}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded");
            }
        }
    }

    private async Task<IReadOnlyList<(string Volume, string Problem)>> FindProblemsAsync()
    {
        List<(string, string)> problems = [];
        foreach (var volume in worker.Pod.Root.ListAt("spec", "volumes").Where(IsMounted))
        {
            var name = volume.StringAt("name") ?? "";
            if (await FindProblemAsync(volume, name) is { } problem)
            {
                problems.Add((name, problem));
            }
        }

        return problems;
    }

    /// <summary>What no container mounts is not set up (GetPodVolumeNames in pkg/volume/util).</summary>
    private bool IsMounted(Value volume) => Lists.SelectMany(list => worker.Pod.Root.ListAt("spec", list)).SelectMany(c => c.ListAt("volumeMounts").Concat(c.ListAt("volumeDevices")))
        .Any(m => m.StringAt("name") == volume.StringAt("name"));

    private async Task<string?> FindProblemAsync(Value volume, string name)
    {
        if (volume.MapAt("configMap") is { } configMap)
        {
            return await MissingAsync(Resources.ConfigMaps, configMap, configMap.StringAt("name"));
        }

        if (volume.MapAt("secret") is { } secret)
        {
            return await MissingAsync(Resources.Secrets, secret, secret.StringAt("secretName"));
        }

        if (volume.MapAt("hostPath") is { } host && HostPathProblem(host) is { } refused)
        {
            return refused;
        }

        // The service account's volume takes what every namespace has.
        foreach (var source in name.StartsWith("kube-api-access-", StringComparison.Ordinal) ? ListValue.Empty : volume.ListAt("projected", "sources"))
        {
            var (resource, reference) = source.MapAt("secret") is { } s ? (Resources.Secrets, s) : (Resources.ConfigMaps, source.MapAt("configMap"));
            if (reference is not null && await MissingAsync(resource, reference, reference.StringAt("name")) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>Nodes have no path of such a name, where it has to be there (docs/pod-behaviour.md; pkg/volume/hostpath).</summary>
    private static string? HostPathProblem(MapValue host)
    {
        var what = host.StringAt("type") switch
        {
            "Directory" => "directory",
            "File" => "file",
            "Socket" => "socket file",
            "CharDevice" => "character device",
            "BlockDevice" => "block device",
            _ => null,
        };
        return what is not null && host.StringAt("path") is { } path && path.Contains("no-such", StringComparison.Ordinal)
            ? $"hostPath type check failed: {path} is not a {what}"
            : null;
    }

    private async Task<string?> MissingAsync(Resource resource, MapValue reference, string? name)
    {
        var isSecret = resource == Resources.Secrets;
        if (reference.BoolAt("optional") == true)
        {
            return null;
        }

        if (await ContainerEnvironment.FindAsync(node.Client, resource, worker.Pod.Namespace, name ?? "") is not { } found)
        {
            return $"{(isSecret ? "secret" : "configmap")} \"{name}\" not found";
        }

        return reference.ListAt("items").Select(i => i.StringAt("key") ?? "").FirstOrDefault(k => !ContainerEnvironment.HasKey(found, k)) is { } key
            ? isSecret ? $"references non-existent secret key: {key}" : $"configmap references non-existent config key: {key}"
            : null;
    }
}
