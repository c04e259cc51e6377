using System.Threading.Channels;

namespace WebsiteOperator;

/// <summary>Keys of objects that have to be looked at, each once however often it was added meanwhile.</summary>
internal sealed class WorkQueue(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _waiting = [];
    private readonly Channel<string> _keys = Channel.CreateUnbounded<string>();

    public void Add(string key)
    {
        lock (_gate)
        {
            if (_waiting.Add(key))
            {
                _keys.Writer.TryWrite(key);
            }
        }
    }

    public async Task AddAfterAsync(string key, TimeSpan delay, CancellationToken cancellation)
    {
        await Task.Delay(delay, time, cancellation);
        Add(key);
    }

    public async ValueTask<string> TakeAsync(CancellationToken cancellation)
    {
        var key = await _keys.Reader.ReadAsync(cancellation);
        lock (_gate)
        {
            _waiting.Remove(key);
        }

        return key;
    }
}
