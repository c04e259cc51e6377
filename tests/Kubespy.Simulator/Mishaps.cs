using Kubespy.ControlPlane.Simulation;

namespace Kubespy.Simulator;

/// <summary>What befalls a cluster: its controller manager crashes, its nodes die and return.</summary>
internal sealed class Mishaps(Subject subject, Chance chance, InputLog inputs, Action<string> tell)
{
    private readonly SortedSet<string> _stopped = new(StringComparer.Ordinal);

    public void Draw(Randomness random)
    {
        if (random.Next(chance.IsPeaceful ? 2 : 4) < 2)
        {
            Crash(random);
        }
        else
        {
            TurnNode($"node-{1 + random.Next(subject.Cluster.Options.Nodes)}");
        }
    }

    /// <summary>All nodes are back.</summary>
    public void Repair() => _stopped.ToList().ForEach(Return);

    /// <summary>The whole cluster began anew, and its nodes with it.</summary>
    public void Forget() => _stopped.Clear();

    /// <summary>The controller manager dies while it works: some steps after one of its controllers took something up, between two calls.</summary>
    private void Crash(Randomness random)
    {
        for (var i = 0; i < 300 && subject.Cluster.Controllers.All(c => c.Queue.IsIdle) && subject.Cluster.Loop.RunNext(); i++)
        {
        }

        for (var more = random.Next(8); more > 0 && subject.Cluster.Loop.RunNext(); more--)
        {
        }

        tell("the controller manager crashes");
        inputs.Do(c => c.RestartControllerManager());
    }

    private void TurnNode(string node)
    {
        if (_stopped.Add(node))
        {
            tell($"{node} dies");
            inputs.Do(c => c.StopNode(node));
        }
        else
        {
            Return(node);
        }
    }

    private void Return(string node)
    {
        _stopped.Remove(node);
        tell($"{node} returns");
        inputs.Do(c => c.StartNode(node));
    }
}
