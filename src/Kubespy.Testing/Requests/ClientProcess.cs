namespace Kubespy.Testing.Requests;

/// <summary>A process that talks to the cluster, for as long as it lives. Gone, nothing of it reaches the cluster any more, and no answer reaches it.</summary>
internal sealed class ClientProcess(string name, Activity activity)
{
    /// <summary>
    /// Goes wherever the process's code goes (awaits, Task.Run, channels, threads of its own all carry the ExecutionContext), so that it is known which
    /// threads run it.
    /// </summary>
    private static readonly AsyncLocal<ClientProcess?> Current = new(static change =>
    {
        change.PreviousValue?.Leave();
        change.CurrentValue?.Enter();
    });

    private volatile bool _isGone;

    public string Name => name;

    public bool IsGone => _isGone;

    /// <summary>It has crashed.</summary>
    public void End() => _isGone = true;

    /// <summary>The calling method, which has to be async, and all that it starts from here on is the process's code.</summary>
    public void Adopt() => Current.Value = this;

    private void Enter() => activity.Enter(Thread.CurrentThread, this);

    private void Leave() => activity.Leave(Thread.CurrentThread);
}
