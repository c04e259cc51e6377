using System.Collections.Concurrent;

namespace Kubespy.Testing.Time;

/// <summary>What the cluster's time is told to do, one after the other.</summary>
internal sealed class CommandQueue
{
    private readonly ConcurrentQueue<(Action Run, Action<Exception> Fail)> _commands = new();

    public Task<T> Add<T>(Func<T> command)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _commands.Enqueue((() => Complete(completion, command), failure => completion.TrySetException(failure)));
        return completion.Task;
    }

    /// <summary>Runs the next one; false where there is none.</summary>
    public bool TryRun()
    {
        if (!_commands.TryDequeue(out var command))
        {
            return false;
        }

        command.Run();
        return true;
    }

    /// <summary>Whoever waits is told that nothing will be done.</summary>
    public void Fail(Exception failure)
    {
        while (_commands.TryDequeue(out var command))
        {
            command.Fail(failure);
        }
    }

    public static void Complete<T>(TaskCompletionSource<T> completion, Func<T> call)
    {
        try
        {
            completion.TrySetResult(call());
        }
#pragma warning disable CA1031 // Whatever it was belongs to the caller.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _ = e is OperationCanceledException cancelled ? completion.TrySetCanceled(cancelled.CancellationToken) : completion.TrySetException(e);
        }
    }
}
