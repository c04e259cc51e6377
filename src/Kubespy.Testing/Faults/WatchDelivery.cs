using Kubespy.Testing.Requests;

namespace Kubespy.Testing.Faults;

/// <summary>How the bytes of one watch get to its client: at once, later, or not for now; always in order.</summary>
internal sealed class WatchDelivery(RequestInfo info, WatchBody body, FaultPlan faults)
{
    private readonly Lock _gate = new();
    private readonly Queue<(Action Delivery, int Size)> _held = new();
    private DateTimeOffset _lastDue;
    private long _heldBytes;
    private int _delayed;
    private bool _isFrozen;

    /// <summary>A fault keeps back what there is to tell.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_gate)
            {
                return _isFrozen || _held.Count > 0;
            }
        }
    }

    public void Write(byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            Deliver(() => body.Append(bytes), bytes.Length);
        }
    }

    /// <summary>The watch ends, after what has been written.</summary>
    public void Complete() => Deliver(body.Complete, 0);

    /// <summary>The connection is lost, and with it what was on its way.</summary>
    public void Break(string why)
    {
        Freeze();
        body.Break(why);
    }

    /// <summary>Nothing is delivered any more.</summary>
    public void Freeze()
    {
        lock (_gate)
        {
            _isFrozen = true;
            _held.Clear();
        }
    }

    /// <summary>Delivers what was stalled, unless it still is.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            while (!faults.IsStalled(info) && _held.TryDequeue(out var held))
            {
                _heldBytes -= held.Size;
                held.Delivery();
            }
        }
    }

    private void Deliver(Action delivery, int size)
    {
        lock (_gate)
        {
            if (_isFrozen)
            {
                return;
            }

            var delay = faults.DelayOf(info);
            if (delay > TimeSpan.Zero || _delayed > 0)
            {
                var due = faults.Now + delay;
                _lastDue = due > _lastDue ? due : _lastDue;
                _delayed++;
                Charge(size);
                faults.At(_lastDue, () => Arrive(delivery, size));
            }
            else
            {
                Pass(delivery, size);
            }
        }
    }

    /// <summary>What was delayed is there, unless it is stalled meanwhile.</summary>
    private void Arrive(Action delivery, int size)
    {
        lock (_gate)
        {
            _delayed--;
            _heldBytes -= size;
            if (!_isFrozen)
            {
                Pass(delivery, size);
            }
        }
    }

    private void Pass(Action delivery, int size)
    {
        if (_held.Count > 0 || faults.IsStalled(info))
        {
            _held.Enqueue((delivery, size));
            Charge(size);
        }
        else
        {
            delivery();
        }
    }

    private void Charge(int size)
    {
        _heldBytes += size;
        if (_heldBytes > WatchBody.MostBuffered)
        {
            Break("The cluster ended the watch: it was held up for more than 16 MiB of changes.");
        }
    }
}
