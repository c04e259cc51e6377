namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// When one of several containers is first tried to be started: the kubelet tries one after another, and tells of all of them when it is
/// through (SyncPod in pkg/kubelet/kuberuntime/kuberuntime_manager.go).
/// </summary>
internal sealed class StartTurn
{
    private readonly TaskCompletionSource _ended = new();

    private StartTurn(Task begin) => (Begin, AllEnded) = (begin, Task.CompletedTask);

    /// <summary>Completes when those before have been tried.</summary>
    public Task Begin { get; }

    /// <summary>Completes when all have been tried.</summary>
    public Task AllEnded { get; private set; }

    /// <summary>For one that waits for no other.</summary>
    public static StartTurn Alone { get; } = new(Task.CompletedTask);

    /// <summary>One after another.</summary>
    public static IReadOnlyList<StartTurn> Row(int count)
    {
        List<StartTurn> turns = [];
        for (var i = 0; i < count; i++)
        {
            turns.Add(new StartTurn(i == 0 ? Task.CompletedTask : turns[i - 1]._ended.Task));
        }

        turns.ForEach(t => t.AllEnded = turns[^1]._ended.Task);
        return turns;
    }

    /// <summary>It has been tried, or nobody waits for it any longer.</summary>
    public void End() => _ended.TrySetResult();
}
