using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.Core.Objects;

namespace Kubespy.Simulator;

/// <summary>
/// The ordered log of what came to a cluster from outside, and after how many of its steps. With the seed it is all that decides:
/// the same log gives the same bytes (design.md, law 3).
/// </summary>
internal sealed class InputLog(Subject subject)
{
    private readonly List<(long Steps, DateTimeOffset Time, Action<EmbeddedCluster> Act)> _inputs = [];

    /// <summary>One of them is being written.</summary>
    public bool IsActing { get; private set; }

    public void Create(Resource resource, KubeObject obj, WriteContext context) => Do(c => c.Api.Create(resource, obj, context));

    public void Patch(Resource resource, ObjectKey key, Patch patch, WriteContext context, string subresource = "") =>
        Do(c => c.Api.Patch(resource, key, patch, context, subresource));

    public void Delete(Resource resource, ObjectKey key, DeleteOptions options, WriteContext context) => Do(c => c.Api.Delete(resource, key, options, context));

    public void Do(Action<EmbeddedCluster> act)
    {
        var cluster = subject.Cluster;
        _inputs.Add((cluster.Loop.Steps, cluster.Loop.Now, act));
        IsActing = true;
        try
        {
            act(cluster);
        }
        finally
        {
            IsActing = false;
        }
    }

    /// <summary>Has all of it come to another cluster at the same places, which then goes on for as many steps as the first did.</summary>
    public void Replay(EmbeddedCluster other)
    {
        foreach (var (steps, time, act) in _inputs)
        {
            Run(other, steps);
            other.Loop.AdvanceClock(time);
            act(other);
        }

        Run(other, subject.Cluster.Loop.Steps);
    }

    private static void Run(EmbeddedCluster other, long steps)
    {
        while (other.Loop.Steps < steps && other.Loop.RunNext())
        {
        }
    }
}
