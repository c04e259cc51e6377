using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;

namespace Kubespy.Simulator.Invariants;

/// <summary>Asks every invariant after each write of a cluster, in the quiet between operations, and once it has come to rest.</summary>
internal sealed class Judge
{
    private readonly Scene _scene;
    private readonly IReadOnlyList<IInvariant> _invariants;
    private readonly CeilingInvariant _ceiling;
    private readonly FloorInvariant _floor;

    public Judge(Subject subject, Chance chance, InputLog inputs)
    {
        _scene = new Scene(subject, chance, inputs);
        _ceiling = new CeilingInvariant(_scene);
        _floor = new FloorInvariant(_scene);
        _invariants =
        [
            new ObjectInvariant(_scene), new RevisionInvariant(_scene), _ceiling, _floor, new ScaleDownInvariant(_scene), new RankingInvariant(_scene),
            new CollectorInvariant(_scene), new ConvergenceInvariant(_scene),
        ];
        LookAt(subject.Cluster);
    }

    public List<string> Broken => _scene.Broken;

    public long Overshoot => _ceiling.Overshoot;

    /// <summary>Whether the floor counts: it does not before the first rollout is over.</summary>
    public bool IsFloorDue { get => _floor.IsDue; set => _floor.IsDue = value; }

    /// <summary>Between two operations.</summary>
    public void CheckPause()
    {
        foreach (var invariant in _invariants)
        {
            invariant.CheckPause();
        }
    }

    /// <summary>Nothing is under way any more.</summary>
    public void CheckEnd()
    {
        foreach (var invariant in _invariants)
        {
            invariant.CheckEnd();
        }
    }

    /// <summary>Another cluster goes on from what was kept of the one before, up to that revision.</summary>
    public void Restarted(EmbeddedCluster cluster, long revision)
    {
        _scene.Rollout.Restarted();
        foreach (var invariant in _invariants)
        {
            invariant.Restarted(revision);
        }

        LookAt(cluster);
    }

    private void LookAt(EmbeddedCluster cluster)
    {
        foreach (var resource in Resources.All)
        {
            cluster.Store.Subscribe(resource, change =>
            {
                _scene.Saw(resource, change);
                foreach (var invariant in _invariants)
                {
                    invariant.Saw(resource, change);
                }
            });
        }
    }
}
