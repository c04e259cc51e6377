using System.Globalization;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator;

/// <summary>What people do to a Deployment, drawn by chance.</summary>
internal sealed class Operations(EmbeddedCluster cluster, Random random, Chance chance, InputLog inputs)
{
    private static readonly ObjectKey Web = new("default", "web");
    private static readonly WriteContext User = new("kubernetes-admin", "kubectl/v1.32");

    private readonly List<string> _done = [];
    private readonly SortedSet<string> _stopped = new(StringComparer.Ordinal);

    public void Begin() => inputs.Create(Resources.Deployments, Deployment(), User);

    public IEnumerable<(TimeSpan Pause, Action Act)> Draw()
    {
        var count = random.Next(5, 20);
        for (var i = 0; i < count; i++)
        {
            // Mostly in the middle of what the one before began.
            var pause = TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(30_000) : random.Next(3_000));
            yield return (pause, chance.HasFaults && random.Next(3) == 0 ? Fault() : chance.IsPeaceful ? Peaceful() : Any());
        }
    }

    /// <summary>All nodes are back.</summary>
    public void Repair() => _stopped.ToList().ForEach(Return);

    /// <summary>Whatever state it is in, a Deployment that can be rolled out to its end.</summary>
    public void Mend()
    {
        if (Find() is null)
        {
            // Deleted in the foreground, it may still wait for its dependents.
            cluster.Loop.RunUntil(() => Find() is null, TimeSpan.FromMinutes(5));
            Begin();
        }

        if (Find()!.IsBeingDeleted)
        {
            cluster.Loop.RunUntil(() => Find() is null, TimeSpan.FromMinutes(5));
            Begin();
        }

        // What was asked for last has to arrive: a Pod whose label is gone is yet to be released.
        cluster.Loop.Advance(TimeSpan.FromSeconds(10));
        // Released Pods of a broken template would back off for ever.
        foreach (var aside in cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => p.ControllerRef is null))
        {
            inputs.Delete(Resources.Pods, aside.Key, DeleteOptions.Default, User);
        }

        // Scaled while it recreates with two ReplicaSets of old, a real Deployment stands still, too: each sync takes it for a scaling
        // (deployment/sync.go, isScalingEvent), and only a rolling one is scaled in proportion.
        Patch("""{"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1,"maxUnavailable":1}}}}""");
        // Scaled to what its only active ReplicaSet happens to have, it stands still as well, for the ReplicaSet's annotation keeps the former
        // number (deployment/sync.go, scale, returns before it writes). Of two other sizes one differs from what is there.
        Scale(4);
        cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        Scale(3);
        cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        Patch("""{"spec":{"paused":null,"template":{"spec":{"containers":[{"name":"c","image":"web:final","env":null}]}}}}""");
    }

    private Action Peaceful() => random.Next(6) switch
    {
        0 => () => Patch("""{"spec":{"paused":true}}"""),
        1 => () => Patch("""{"spec":{"paused":null}}"""),
        2 => Undo,
        _ => () => Image($"web:{random.Next(1, 5)}"),
    };

    private Action Fault() => random.Next(chance.IsPeaceful ? 2 : 4) < 2 ? Crash : TurnNode;

    private void TurnNode()
    {
        var node = $"node-{random.Next(1, cluster.Options.Nodes + 1)}";
        if (_stopped.Add(node))
        {
            inputs.Do(c => c.StopNode(node));
        }
        else
        {
            Return(node);
        }
    }

    /// <summary>The controller manager dies while it works: some steps after one of its controllers took something up, between two calls.</summary>
    private void Crash()
    {
        for (var i = 0; i < 300 && cluster.Controllers.All(c => c.Queue.IsIdle) && cluster.Loop.RunNext(); i++)
        {
        }

        for (var more = random.Next(8); more > 0 && cluster.Loop.RunNext(); more--)
        {
        }

        inputs.Do(c => c.RestartControllerManager());
    }

    private void Return(string node)
    {
        _stopped.Remove(node);
        inputs.Do(c => c.StartNode(node));
    }

    private Action Any() => random.Next(16) switch
    {
        0 => () => Scale(random.Next(0, 12)),
        1 => () => Scale(random.Next(0, 4)),
        2 => () => Image("web:bad"),
        3 => () => Patch("""{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"CRASH","value":"1"}]}]}}}}"""),
        4 => () => Patch("""{"spec":{"template":{"spec":{"containers":[{"name":"c","env":null}]}}}}"""),
        5 or 6 => DeletePod,
        7 => () => LabelPod(Value.Null),
        8 => () => LabelPod("web"),
        9 => OrphanReplicaSet,
        10 => DeleteDeployment,
        11 => () => Patch($"{{\"spec\":{{\"strategy\":{Strategy()}}}}}"),
        12 => () => Patch("""{"metadata":{"annotations":{"a":"ANY"}}}""".Replace("ANY", $"{random.Next(100)}", StringComparison.Ordinal)),
        _ => Peaceful(),
    };

    private void Scale(int replicas) => OnDeployment(() => inputs.Patch(
        Resources.Deployments, Web, new Patch.Merge(MapValue.Of(("spec", MapValue.Of(("replicas", replicas))))), User, "scale"));

    private void Image(string image) => Patch($"{{\"spec\":{{\"template\":{{\"spec\":{{\"containers\":[{{\"name\":\"c\",\"image\":\"{image}\"}}]}}}}}}}}");

    private void Undo()
    {
        var former = cluster.Store.Read(Resources.ReplicaSets).Objects.Values
            .Where(rs => rs.ControllerRef?.Name == Web.Name).OrderByDescending(DeploymentRevision.Of).Skip(1).FirstOrDefault();
        if (former is not null)
        {
            OnDeployment(() => inputs.Patch(
                Resources.Deployments, Web,
                new Patch.Json([new JsonPatchOperation("replace", "/spec/template", null, PodTemplate.WithoutHash(former.Root.MapAt("spec", "template")!))]), User));
        }
    }

    private void DeletePod()
    {
        if (ChoosePod() is { } pod)
        {
            inputs.Delete(Resources.Pods, pod.Key, DeleteOptions.Default with { GracePeriodSeconds = random.Next(3) == 0 ? 0 : null }, User);
        }
    }

    private void LabelPod(Value app)
    {
        if (ChoosePod() is { } pod)
        {
            inputs.Patch(Resources.Pods, pod.Key, new Patch.Merge(MapValue.Of(("metadata", MapValue.Of(("labels", MapValue.Of(("app", app))))))), User);
        }
    }

    private void OrphanReplicaSet()
    {
        var all = cluster.Store.Read(Resources.ReplicaSets).Objects.Values.ToList();
        if (all.Count > 0)
        {
            var one = all[random.Next(all.Count)];
            inputs.Delete(Resources.ReplicaSets, one.Key, new DeleteOptions { PropagationPolicy = PropagationPolicy.Orphan }, User);
        }
    }

    private void DeleteDeployment()
    {
        var policy = (PropagationPolicy)random.Next(3);
        OnDeployment(() => inputs.Delete(Resources.Deployments, Web, new DeleteOptions { PropagationPolicy = policy }, User));
        cluster.Loop.Advance(TimeSpan.FromMilliseconds(random.Next(2_000)));
        if (Find() is null)
        {
            Begin();
        }
    }

    private void Patch(string patch) => OnDeployment(
        () => inputs.Patch(Resources.Deployments, Web, new Patch.StrategicMerge((MapValue)ValueReader.Read(patch)), User));

    /// <summary>There may be none just now: it was deleted.</summary>
    private void OnDeployment(Action act)
    {
        if (Find() is not null)
        {
            act();
        }
    }

    private KubeObject? Find() => cluster.Store.Find(Resources.Deployments, Web);

    private KubeObject? ChoosePod()
    {
        var pods = cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => p.Namespace == Web.Namespace).ToList();
        return pods.Count == 0 ? null : pods[random.Next(pods.Count)];
    }

    private KubeObject Deployment()
    {
        var id = _done.Count.ToString(CultureInfo.InvariantCulture);
        _done.Add(id);
        var ready = random.Next(3) == 0 ? random.Next(1, 6) : 0;
        return KubeObject.Parse(string.Create(CultureInfo.InvariantCulture, $$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
             "spec":{"replicas":{{{random.Next(1, 8)}}},"minReadySeconds":{{{ready}}},"progressDeadlineSeconds":{{{random.Next(10, 60)}}},
              "revisionHistoryLimit":{{{random.Next(1, 10)}}},"strategy":{{{Strategy()}}},"selector":{"matchLabels":{"app":"web"} },
              "template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"web:0"}]} } } }
            """));
    }

    private string Strategy() => random.Next(chance.IsPeaceful ? 3 : 5) switch
    {
        0 => Rolling(random.Next(1, 4).ToString(CultureInfo.InvariantCulture), random.Next(0, 3).ToString(CultureInfo.InvariantCulture)),
        1 => Rolling($"\"{random.Next(10, 101)}%\"", $"\"{random.Next(0, 101)}%\""),
        2 => Rolling("0", "1"),
        3 => """{"type":"Recreate","rollingUpdate":null}""",
        _ => Rolling("\"25%\"", "\"25%\""),
    };

    private static string Rolling(string surge, string unavailable) =>
        $"{{\"type\":\"RollingUpdate\",\"rollingUpdate\":{{\"maxSurge\":{surge},\"maxUnavailable\":{unavailable}}}}}";
}
