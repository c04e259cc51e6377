using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Simulation;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// A control loop: a work queue, a number of workers, one <see cref="SyncAsync"/>. A sync awaits its API calls,
/// so others run in between; a sync that fails comes again, ever later. All on the event loop's one thread:
/// awaited calls complete there, and nothing else may be awaited.
/// </summary>
public abstract class Controller
{
    private readonly EventLoop _loop;
    private int _freeWorkers;

    protected Controller(EventLoop loop, int workers, RetryDelays? delays = null)
    {
        _loop = loop;
        _freeWorkers = workers;
        Queue = new WorkQueue(loop, delays ?? RetryDelays.Default) { Ready = Dispatch };
    }

    public WorkQueue Queue { get; }

    protected EventLoop Loop => _loop;

    protected TimeProvider Clock => _loop.Clock;

    /// <summary>Called with each failure of a sync, which is retried; for logs and tests.</summary>
    public Action<string, Exception>? SyncFailed { get; set; }

    /// <summary>How often a failing key is tried again before it waits for the next change; without end by default.</summary>
    protected virtual int MaxRetries => int.MaxValue;

    /// <summary>Brings the object of that key one step nearer to what its spec asks for.</summary>
    protected abstract Task SyncAsync(string key);

    private void Dispatch() => _loop.Post(StartWorker);

    private void StartWorker()
    {
        if (_freeWorkers == 0 || !Queue.TryTake(out var key))
        {
            return;
        }

        _freeWorkers--;
        _ = WorkAsync(key);
    }

    private void Retry(string key)
    {
        if (Queue.Failures(key) < MaxRetries)
        {
            Queue.AddRateLimited(key);
        }
        else
        {
            Queue.Forget(key);
        }
    }

    private async Task WorkAsync(string key)
    {
        try
        {
            await SyncAsync(key);
            Queue.Forget(key);
        }
        catch (ApiException e) when (NamespaceTermination.IsCauseOf(e))
        {
            SyncFailed?.Invoke(key, e);
            Queue.Forget(key);
        }
        catch (Exception e) when (e is ApiException or InvalidOperationException)
        {
            SyncFailed?.Invoke(key, e);
            Retry(key);
        }
        finally
        {
            Queue.Done(key);
            _freeWorkers++;
            Dispatch();
        }
    }
}
