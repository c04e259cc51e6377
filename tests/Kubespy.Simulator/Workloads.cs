using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator;

/// <summary>
/// A StatefulSet with claims, a DaemonSet and a Job, to which things are done by chance, some of them while watches lag, updates meet conflicts and
/// the controller manager crashes; what must hold at every write, and how all must be once it stops.
/// </summary>
internal sealed class Workloads
{
    private const int Completions = 4;
    private static readonly WriteContext Me = new("kubernetes-admin", "kubectl/v1.32");

    private readonly Random _random;
    private readonly ChanceFaults _faults;
    private readonly EmbeddedCluster _cluster;
    private readonly List<string> _log = [];
    private readonly HashSet<string> _succeeded = new(StringComparer.Ordinal);
    private readonly bool _isSurging;
    private readonly bool _isParallel;

    private Workloads(int seed)
    {
        _random = new Random(seed);
        _faults = new ChanceFaults(seed, FaultKinds.All);
        _cluster = new EmbeddedCluster(new ClusterOptions { Seed = seed, Faults = _faults });
        (_isSurging, _isParallel) = (_random.Next(2) == 0, _random.Next(2) == 0);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(2));
        _cluster.Store.Subscribe(Resources.Pods, Check);
        Create();
    }

    /// <summary>What was broken, with what was done before.</summary>
    public List<string> Broken { get; } = [];

    public static IReadOnlyList<string> Run(int seed)
    {
        var workloads = new Workloads(seed);
        workloads.Play();
        workloads.Settle();
        workloads.CheckEnd();
        return workloads.Broken;
    }

    private void Create()
    {
        var policy = _random.Next(4);
        _cluster.Api.Create(Resources.StatefulSets, KubeObject.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"web","namespace":"default"},
             "spec":{"replicas":3,"serviceName":"web","selector":{"matchLabels":{"app":"web"}},"revisionHistoryLimit":1,"podManagementPolicy":"{{{(_isParallel ? "Parallel" : "OrderedReady")}}}",
              "persistentVolumeClaimRetentionPolicy":{"whenScaled":"{{{(policy % 2 == 0 ? "Retain" : "Delete")}}}","whenDeleted":"{{{(policy < 2 ? "Retain" : "Delete")}}}"},
              "volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } } }],
              "template":{"metadata":{"labels":{"app":"web"}},"spec":{"terminationGracePeriodSeconds":2,"containers":[{"name":"c","image":"nginx:1"}]} } } }
            """), Me);
        _cluster.Api.Create(Resources.DaemonSets, KubeObject.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"agent","namespace":"default"},
             "spec":{"selector":{"matchLabels":{"app":"agent"}},"revisionHistoryLimit":1,"updateStrategy":{"rollingUpdate":{"maxSurge":{{{(_isSurging ? 1 : 0)}}},"maxUnavailable":{{{(_isSurging ? 0 : 1)}}} } },
              "template":{"metadata":{"labels":{"app":"agent"}},"spec":{"terminationGracePeriodSeconds":2,"containers":[{"name":"c","image":"nginx:1"}]} } } }
            """), Me);
        _cluster.Api.Create(Resources.Jobs, KubeObject.Parse($$$"""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"work","namespace":"default"},
             "spec":{"completions":{{{Completions}}},"parallelism":2,"completionMode":"{{{(_random.Next(2) == 0 ? "Indexed" : "NonIndexed")}}}",
              "template":{"spec":{"restartPolicy":"Never","tolerations":[{"operator":"Exists"}],"containers":[{"name":"c","image":"nginx:1","env":[{"name":"EXIT0","value":"9"}]}]} } } }
            """), Me);
    }

    private void Play()
    {
        for (var i = 0; i < 25; i++)
        {
            _cluster.Loop.Advance(TimeSpan.FromSeconds(_random.NextDouble() * (_random.Next(3) == 0 ? 10 : 1)));
            switch (_random.Next(10))
            {
                case 0 or 1:
                    SetImage(Resources.StatefulSets, "web", $"nginx:{_random.Next(1, 5)}");
                    break;
                case 2 or 3:
                    SetImage(Resources.DaemonSets, "agent", $"nginx:{_random.Next(1, 5)}");
                    break;
                case 4:
                    Patch(Resources.StatefulSets, "web", $$"""{"spec":{"replicas":{{_random.Next(0, 5)}} } }""");
                    break;
                case 5:
                    DeletePod();
                    break;
                case 6:
                    Patch(Resources.Nodes, $"node-{_random.Next(1, 4)}", _random.Next(2) == 0 ? """{"spec":{"taints":[{"key":"k","value":"v","effect":"NoExecute"}]}}""" : """{"spec":{"taints":null}}""");
                    break;
                case 7:
                    _log.Add("watches lag, updates meet conflicts");
                    _faults.AreOn = true;
                    break;
                case 8:
                    _faults.AreOn = false;
                    break;
                default:
                    _log.Add("the controller manager crashes");
                    _cluster.RestartControllerManager();
                    break;
            }
        }
    }

    /// <summary>Everything stops, and all nodes are well; a key that failed often waits up to 1,000 s.</summary>
    private void Settle()
    {
        _faults.AreOn = false;
        for (var node = 1; node <= 3; node++)
        {
            Patch(Resources.Nodes, $"node-{node}", """{"spec":{"taints":null}}""");
        }

        SetImage(Resources.StatefulSets, "web", "nginx:9");
        SetImage(Resources.DaemonSets, "agent", "nginx:9");
        _cluster.Loop.Advance(TimeSpan.FromSeconds(2500));
        // History is cleaned by a sync, and 1.36 does not wait for its cache of revisions: one more, now that all has arrived.
        Patch(Resources.StatefulSets, "web", """{"metadata":{"labels":{"a":"b"}}}""");
        _cluster.Loop.Advance(TimeSpan.FromSeconds(10));
    }

    /// <summary>At every write: no more Pods of a DaemonSet on a node than one, and one more where it may surge.</summary>
    private void Check(StoreEvent change)
    {
        if (change.Object.ControllerRef is { Kind: "Job" } && PodView.Of(change.Object).Phase == "Succeeded")
        {
            _succeeded.Add(change.Object.Uid);
        }

        if (change.Type != StoreEventType.Added || change.Object.ControllerRef?.Kind != "DaemonSet")
        {
            return;
        }

        var crowded = Owned("DaemonSet").Where(p => PodView.Of(p).IsActive).GroupBy(ControlPlane.Controllers.DaemonSets.DaemonPod.NodeOf).FirstOrDefault(g => g.Count() > (_isSurging ? 2 : 1));
        Expect(crowded is null, $"{crowded?.Count()} Pods of the DaemonSet on {crowded?.Key}");
    }

    private void CheckEnd()
    {
        var (web, agent, work) = (Get(Resources.StatefulSets, "web"), Get(Resources.DaemonSets, "agent"), Get(Resources.Jobs, "work"));
        var replicas = web.Root.Int64At("spec", "replicas") ?? 0;
        var pods = Owned("StatefulSet").ToArray();
        Expect(pods.Length == replicas && pods.All(p => PodView.Of(p).IsReady), $"StatefulSet: {string.Join(", ", pods.Select(p => p.Name))} of {replicas}");
        Expect(pods.All(p => p.Root.ListAt("spec", "containers")[0].StringAt("image") == "nginx:9"), "StatefulSet: a Pod of an old template");
        Expect((web.Status.Int64At("readyReplicas") ?? 0) == replicas && web.Status.StringAt("currentRevision") == web.Status.StringAt("updateRevision"), $"StatefulSet: {web.Status}");
        Expect(Revisions(web) <= 2, $"StatefulSet: {Revisions(web)} revisions");
        foreach (var pod in pods)
        {
            var claim = _cluster.Store.Find(Resources.PersistentVolumeClaims, new ObjectKey("default", $"data-{pod.Name}"));
            Expect(claim?.Status.StringAt("phase") == "Bound", $"StatefulSet: claim of {pod.Name} is {claim?.Status.StringAt("phase")}");
        }

        var daemons = Owned("DaemonSet").ToArray();
        Expect(daemons.Length == 3 && daemons.All(p => PodView.Of(p).IsReady), $"DaemonSet: {daemons.Length} Pods");
        Expect(
            agent.Status.Int64At("numberAvailable") == 3 && agent.Status.Int64At("updatedNumberScheduled") == 3 && agent.Status.Int64At("observedGeneration") == agent.Generation,
            $"DaemonSet: {agent.Status}");
        Expect(Revisions(agent) <= 2, $"DaemonSet: {Revisions(agent)} revisions");

        var counted = work.Status.Int64At("succeeded") ?? 0;
        Expect(ControlPlane.Controllers.Jobs.JobView.Of(work).IsFinished && counted == Completions, $"Job: {work.Status}");
        Expect(work.Root.StringAt("spec", "completionMode") == "Indexed" || counted == _succeeded.Count, $"Job: {_succeeded.Count} succeeded, {counted} counted");
        Expect(!Owned("Job").Any(p => p.Finalizers.Any()), "Job: a finalizer is left");
    }

    private void SetImage(Resource resource, string name, string image) =>
        Patch(resource, name, $$"""{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"{{image}}"}]} } } }""");

    private void Patch(Resource resource, string name, string patch)
    {
        _log.Add($"{name} {patch}");
        _cluster.Api.Patch(resource, new ObjectKey(resource.IsNamespaced ? "default" : "", name), new Patch.StrategicMerge((MapValue)ValueReader.Read(patch)), Me);
    }

    /// <summary>One that is not the Job's: those are to be counted, and one on its way out may count either way.</summary>
    private void DeletePod()
    {
        var pods = Owned("StatefulSet").Concat(Owned("DaemonSet")).Where(p => !p.IsBeingDeleted).ToArray();
        if (pods.Length > 0)
        {
            var pod = pods[_random.Next(pods.Length)];
            _log.Add($"{pod.Name} deleted");
            _cluster.Api.Delete(Resources.Pods, pod.Key, DeleteOptions.Default, Me);
        }
    }

    private KubeObject Get(Resource resource, string name) => _cluster.Api.Get(resource, new ObjectKey("default", name));

    private IEnumerable<KubeObject> Owned(string kind) => _cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => p.ControllerRef?.Kind == kind);

    private int Revisions(KubeObject owner) => _cluster.Store.Read(Resources.ControllerRevisions).Objects.Values.Count(r => r.ControllerRef?.Uid == owner.Uid);

    private void Expect(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            Broken.Add($"{otherwise}; after {string.Join("; ", _log)}");
        }
    }
}
