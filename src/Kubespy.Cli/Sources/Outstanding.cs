namespace Kubespy.Cli.Sources;

/// <summary>How much of a work is not done yet, for whoever waits for its end. Safe for several threads.</summary>
internal sealed class Outstanding
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _done;
    private int _count;
    private bool _isClosed;

    public void Begin()
    {
        lock (_gate)
        {
            _count++;
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _count--;
            Tell();
        }
    }

    /// <summary>Nothing more will be done, whatever begins.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Tell();
        }
    }

    /// <summary>Completes when as much has ended as has begun, for the first time from now on.</summary>
    public Task WhenDone()
    {
        lock (_gate)
        {
            return IsDone ? Task.CompletedTask : (_done ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private bool IsDone => _isClosed || _count == 0;

    private void Tell()
    {
        if (IsDone)
        {
            _done?.SetResult();
            _done = null;
        }
    }
}
