using System.Threading.Channels;
using Kubespy.Cli.Live;

namespace Kubespy.Cli.Terminal;

/// <summary>
/// The keys, read for as long as the process lives, and so not written across the picture. Until a view takes them, q and Escape leave; from then on
/// all are the view's.
/// </summary>
internal sealed class Keyboard : IDisposable
{
    /// <summary>Keys beyond these are dropped: a view that is so far behind would only be confused by them.</summary>
    private const int MaxWaiting = 64;

    private readonly CancellationTokenSource _source;
    private readonly Channel<LiveKey> _keys = Channel.CreateBounded<LiveKey>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _isTaken;

    public Keyboard(CancellationToken outer) => _source = CancellationTokenSource.CreateLinkedTokenSource(outer);

    /// <summary>Cancelled by q or Escape while no view has taken the keys, and with the outer one.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Begins to read; nothing where there is no keyboard.</summary>
    public void Listen()
    {
        if (!Console.IsInputRedirected)
        {
            new Thread(Read) { IsBackground = true, Name = "keys" }.Start();
        }
    }

    /// <summary>From here on all keys are the caller's, q and Escape among them.</summary>
    public ChannelReader<LiveKey> Take()
    {
        _isTaken = true;
        return _keys.Reader;
    }

    public void Dispose() => _source.Dispose();

    private void Read()
    {
        try
        {
            while (true)
            {
                var key = LiveKey.Of(Console.ReadKey(intercept: true));
                if (_isTaken)
                {
                    _keys.Writer.TryWrite(key);
                }
                else if (key is { Code: KeyCode.Escape } or { Text: "q" })
                {
                    _source.Cancel();
                }
            }
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            // The keyboard is gone, or the command is over.
        }
    }
}
