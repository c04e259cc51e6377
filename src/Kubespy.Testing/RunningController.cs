using Kubespy.Testing.Requests;
using Kubespy.Testing.Time;

namespace Kubespy.Testing;

/// <summary>
/// A controller of the test's that <see cref="TestCluster.RunController"/> has started. When it crashes, it is started anew, as Kubernetes would its Pod.
/// </summary>
public sealed class RunningController : IAsyncDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly ClusterDoor _door;
    private readonly Func<HttpMessageHandler, CancellationToken, Task> _run;
    private readonly Action<Exception> _failed;
    private readonly Action<Action> _inContext = CallerContext.Capture();
    private Life _life;
    private bool _isDisposed;

    internal RunningController(ClusterDoor door, string name, Func<HttpMessageHandler, CancellationToken, Task> run, Action<Exception> failed)
    {
        _door = door;
        _run = run;
        _failed = failed;
        Name = name;
        _life = Begin();
    }

    /// <summary>How it was named; what <see cref="RequestMatch.Client"/> and <see cref="TestCluster.CrashController"/> call it.</summary>
    public string Name { get; }

    /// <summary>How often it has been started anew.</summary>
    public int Restarts { get; private set; }

    /// <summary>Cancels it and waits until it has ended; at most five seconds of the wall clock.</summary>
    public async ValueTask DisposeAsync()
    {
        Life life;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            life = _life;
        }

        _door.Processes.Remove(Name);
        await life.Stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(life.Ended.Task, Task.Delay(LongestEnd)).ConfigureAwait(false);
    }

    internal void Crash()
    {
        Life life;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            life = _life;
            life.Process.End();
            Restarts++;
            _life = Begin();
        }

        foreach (var exchange in _door.ExchangesOf(life.Process))
        {
            exchange.Abandon();
        }

        // The process is gone; its code is let go of.
        _door.Activity.Run(life.Stop.Cancel);
    }

    private Life Begin()
    {
        var handler = _door.NewHandler(Name);
        var life = new Life(handler.Process, new CancellationTokenSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _door.Activity.Run(() => _inContext(() => _ = RunAsync(life, handler)));
        return life;
    }

    private async Task RunAsync(Life life, HttpMessageHandler handler)
    {
        life.Process.Adopt();
        try
        {
            await _run(handler, life.Stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (life.Stop.IsCancellationRequested)
        {
            // It was asked to.
        }
#pragma warning disable CA1031 // Whatever it was is told where the test next waits.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!life.Process.IsGone && !life.Stop.IsCancellationRequested)
            {
                _failed(e);
            }
        }
        finally
        {
            life.Ended.TrySetResult();
            _door.Activity.Touch();
        }
    }

    private sealed record Life(ClientProcess Process, CancellationTokenSource Stop, TaskCompletionSource Ended);
}
