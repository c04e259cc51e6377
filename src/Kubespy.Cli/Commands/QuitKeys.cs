namespace Kubespy.Cli.Commands;

/// <summary>The keys of a live view: q and Escape leave. All others are read, too, and so not written across the picture.</summary>
internal sealed class QuitKeys : IDisposable
{
    private readonly CancellationTokenSource _source;

    public QuitKeys(CancellationToken outer) => _source = CancellationTokenSource.CreateLinkedTokenSource(outer);

    public CancellationToken Token => _source.Token;

    /// <summary>Reads keys for as long as the process lives; nothing where there is no keyboard.</summary>
    public void Listen()
    {
        if (!Console.IsInputRedirected)
        {
            new Thread(Read) { IsBackground = true, Name = "keys" }.Start();
        }
    }

    public void Dispose() => _source.Dispose();

    private void Read()
    {
        try
        {
            while (Console.ReadKey(intercept: true).Key is not (ConsoleKey.Q or ConsoleKey.Escape))
            {
                // Other keys say nothing yet.
            }

            _source.Cancel();
        }
        catch (InvalidOperationException)
        {
            // The keyboard is gone, or the view is.
        }
    }
}
