using System.Globalization;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator;

/// <summary>
/// What people do to a Deployment, and what befalls its cluster, drawn by chance. Each operation draws from a stream of its own, so that
/// it stays what it is where others are left out.
/// </summary>
internal sealed class Operations
{
    private static readonly ObjectKey Web = new("default", "web");
    private static readonly WriteContext User = new("kubernetes-admin", "kubectl/v1.32");

    private readonly Subject _subject;
    private readonly Chance _chance;
    private readonly InputLog _inputs;
    private readonly Mishaps _mishaps;
    private readonly List<string> _story = [];
    private Randomness _random;

    public Operations(Subject subject, int seed, Chance chance, InputLog inputs)
    {
        (_subject, _chance, _inputs, _random) = (subject, chance, inputs, new Randomness(seed));
        _mishaps = new Mishaps(subject, chance, inputs, Tell);
    }

    /// <summary>What was done, a line each.</summary>
    public IReadOnlyList<string> Story => _story;

    private EmbeddedCluster Cluster => _subject.Cluster;

    public void Begin()
    {
        var deployment = DrawnDeployment.Draw(_random, _chance);
        Tell($"create Deployment {string.Join(", ", deployment.Spec!.Where(f => f.Key is not ("selector" or "template")).Select(f => $"{f.Key} {f.Value}"))}");
        _inputs.Create(Resources.Deployments, deployment, User);
    }

    /// <summary>The operations of this seed.</summary>
    public IReadOnlyList<Operation> Draw() => [.. Enumerable.Range(0, 5 + _random.Next(15)).Select(Draw)];

    /// <summary>All nodes are back.</summary>
    public void Repair() => _mishaps.Repair();

    /// <summary>The cluster's process died; another goes on.</summary>
    public void Restarted(string how)
    {
        _mishaps.Forget();
        Tell(how);
    }

    /// <summary>Whatever state it is in, a Deployment that can be rolled out to its end.</summary>
    public void Mend()
    {
        if (Find() is null or { IsBeingDeleted: true })
        {
            // Deleted in the foreground, it may still wait for its dependents.
            Cluster.Loop.RunUntil(() => Find() is null, TimeSpan.FromMinutes(5));
            Begin();
        }

        // What was asked for last has to arrive: a Pod whose label is gone is yet to be released.
        Cluster.Loop.Advance(TimeSpan.FromSeconds(10));
        // Released Pods of a broken template would back off for ever.
        foreach (var aside in Cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => p.ControllerRef is null))
        {
            _inputs.Delete(Resources.Pods, aside.Key, DeleteOptions.Default, User);
        }

        // Scaled while it recreates with two ReplicaSets of old, a real Deployment stands still, too: each sync takes it for a scaling
        // (deployment/sync.go, isScalingEvent), and only a rolling one is scaled in proportion.
        Patch("""{"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1,"maxUnavailable":1}}}}""");
        // Scaled to what its only active ReplicaSet happens to have, it stands still as well, for the ReplicaSet's annotation keeps the former
        // number (deployment/sync.go, scale, returns before it writes). Of two other sizes one differs from what is there.
        Scale(4);
        Cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        Scale(3);
        Cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        Patch("""{"spec":{"paused":null,"template":{"spec":{"containers":[{"name":"c","image":"web:final","env":null}]}}}}""");
    }

    private Operation Draw(int number)
    {
        var random = new Randomness(Cluster.Options.Seed).Fork(string.Create(CultureInfo.InvariantCulture, $"operation {number}"));
        // Mostly in the middle of what the one before began.
        var pause = TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(30_000) : random.Next(3_000));
        return new Operation(number, pause, () => Act(random));
    }

    private void Act(Randomness random)
    {
        _random = random;
        if (_chance.HasFaults && _random.Next(3) == 0)
        {
            _mishaps.Draw(_random);
        }
        else if (_chance.IsPeaceful)
        {
            Peaceful();
        }
        else
        {
            Any();
        }
    }

    private void Peaceful()
    {
        switch (_random.Next(6))
        {
            case 0:
                Patch("""{"spec":{"paused":true}}""");
                break;
            case 1:
                Patch("""{"spec":{"paused":null}}""");
                break;
            case 2:
                Undo();
                break;
            default:
                Image($"web:{1 + _random.Next(4)}");
                break;
        }
    }

    private void Any()
    {
        switch (_random.Next(16))
        {
            case 0:
                Scale(_random.Next(12));
                break;
            case 1:
                Scale(_random.Next(4));
                break;
            case 2:
                Image("web:bad");
                break;
            case 3:
                Patch("""{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"CRASH","value":"1"}]}]}}}}""");
                break;
            case 4:
                Patch("""{"spec":{"template":{"spec":{"containers":[{"name":"c","env":null}]}}}}""");
                break;
            case 5 or 6:
                DeletePod();
                break;
            case 7:
                LabelPod(Value.Null);
                break;
            case 8:
                LabelPod("web");
                break;
            case 9:
                OrphanReplicaSet();
                break;
            case 10:
                DeleteDeployment();
                break;
            case 11:
                Patch($"{{\"spec\":{{\"strategy\":{DrawnDeployment.Strategy(_random, _chance)}}}}}");
                break;
            case 12:
                Patch("""{"metadata":{"annotations":{"a":"ANY"}}}""".Replace("ANY", $"{_random.Next(100)}", StringComparison.Ordinal));
                break;
            default:
                Peaceful();
                break;
        }
    }

    private void Scale(int replicas) => OnDeployment($"scale to {replicas}", () => _inputs.Patch(
        Resources.Deployments, Web, new Patch.Merge(MapValue.Of(("spec", MapValue.Of(("replicas", replicas))))), User, "scale"));

    private void Image(string image) => Patch($"{{\"spec\":{{\"template\":{{\"spec\":{{\"containers\":[{{\"name\":\"c\",\"image\":\"{image}\"}}]}}}}}}}}");

    private void Undo()
    {
        var former = Cluster.Store.Read(Resources.ReplicaSets).Objects.Values
            .Where(rs => rs.ControllerRef?.Name == Web.Name).OrderByDescending(DeploymentRevision.Of).Skip(1).FirstOrDefault();
        if (former is not null)
        {
            var template = new JsonPatchOperation("replace", "/spec/template", null, PodTemplate.WithoutHash(former.Root.MapAt("spec", "template")!));
            OnDeployment($"undo to {former.Name}", () => _inputs.Patch(Resources.Deployments, Web, new Patch.Json([template]), User));
        }
    }

    private void DeletePod()
    {
        if (ChoosePod() is { } pod)
        {
            var isForced = _random.Next(3) == 0;
            Tell($"delete Pod {pod.Name}{(isForced ? " by force" : "")}");
            _inputs.Delete(Resources.Pods, pod.Key, DeleteOptions.Default with { GracePeriodSeconds = isForced ? 0 : null }, User);
        }
    }

    private void LabelPod(Value app)
    {
        if (ChoosePod() is { } pod)
        {
            Tell($"label Pod {pod.Name} app={app}");
            _inputs.Patch(Resources.Pods, pod.Key, new Patch.Merge(MapValue.Of(("metadata", MapValue.Of(("labels", MapValue.Of(("app", app))))))), User);
        }
    }

    private void OrphanReplicaSet()
    {
        var all = Cluster.Store.Read(Resources.ReplicaSets).Objects.Values.ToList();
        if (all.Count > 0)
        {
            var one = all[_random.Next(all.Count)];
            Tell($"delete ReplicaSet {one.Name}, orphaning");
            _inputs.Delete(Resources.ReplicaSets, one.Key, new DeleteOptions { PropagationPolicy = PropagationPolicy.Orphan }, User);
        }
    }

    private void DeleteDeployment()
    {
        var policy = (PropagationPolicy)_random.Next(3);
        OnDeployment($"delete Deployment, {policy}", () => _inputs.Delete(Resources.Deployments, Web, new DeleteOptions { PropagationPolicy = policy }, User));
        Cluster.Loop.Advance(TimeSpan.FromMilliseconds(_random.Next(2_000)));
        if (Find() is null)
        {
            Begin();
        }
    }

    private void Patch(string patch) => OnDeployment(
        $"patch {patch}", () => _inputs.Patch(Resources.Deployments, Web, new Patch.StrategicMerge((MapValue)ValueReader.Read(patch)), User));

    /// <summary>There may be none just now: it was deleted.</summary>
    private void OnDeployment(string what, Action act)
    {
        if (Find() is not null)
        {
            Tell(what);
            act();
        }
    }

    private void Tell(string what) => _story.Add(string.Create(CultureInfo.InvariantCulture, $"{Cluster.Loop.Now:HH:mm:ss.fff} {what}"));

    private KubeObject? Find() => Cluster.Store.Find(Resources.Deployments, Web);

    private KubeObject? ChoosePod()
    {
        var pods = Cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => p.Namespace == Web.Namespace).ToList();
        return pods.Count == 0 ? null : pods[_random.Next(pods.Count)];
    }
}
