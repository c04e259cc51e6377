namespace Kubespy.Testing.Requests;

/// <summary>Who crashes after how many calls more.</summary>
internal sealed class ProcessTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int CallsLeft, TaskCompletionSource Crashed)> _crashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action> _processes = new(StringComparer.Ordinal);

    /// <summary>A process lives under that name; this makes it crash.</summary>
    public void Add(string name, Action crash)
    {
        lock (_gate)
        {
            _processes[name] = crash;
        }
    }

    public void Remove(string name)
    {
        lock (_gate)
        {
            _processes.Remove(name);
        }
    }

    /// <summary>The process crashes once so many calls more have been answered, before the last answer arrives; at none, now.</summary>
    public Task CrashAfter(string name, int calls)
    {
        var crashed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!_processes.ContainsKey(name))
            {
                throw new ArgumentException($"there is no controller {name}: there are {string.Join(", ", _processes.Keys.Order(StringComparer.Ordinal))}", nameof(name));
            }

            _crashes[name] = (calls, crashed);
        }

        if (calls == 0)
        {
            Crash(name);
        }

        return crashed.Task;
    }

    /// <summary>A call of that process has been answered; true where the process is gone, and the answer with it.</summary>
    public bool Answered(ClientProcess process)
    {
        if (!process.IsGone && Count(process.Name))
        {
            Crash(process.Name);
        }

        return process.IsGone;
    }

    /// <summary>Counts a call of the process; true where it crashes now.</summary>
    public bool Count(string name)
    {
        lock (_gate)
        {
            if (!_crashes.TryGetValue(name, out var crash))
            {
                return false;
            }

            _crashes[name] = crash with { CallsLeft = crash.CallsLeft - 1 };
            return crash.CallsLeft == 1;
        }
    }

    public void Crash(string name)
    {
        Action? crash;
        TaskCompletionSource? crashed = null;
        lock (_gate)
        {
            _processes.TryGetValue(name, out crash);
            if (_crashes.Remove(name, out var planned))
            {
                crashed = planned.Crashed;
            }
        }

        crash?.Invoke();
        crashed?.TrySetResult();
    }
}
