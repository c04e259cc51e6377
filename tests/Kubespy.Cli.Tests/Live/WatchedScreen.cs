using System.Threading.Channels;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Tests.Live;

/// <summary>A screen of 80x24 that tells when it shows what somebody waits for.</summary>
internal sealed class WatchedScreen : IScreen
{
    private readonly Channel<bool> _drawn = Channel.CreateUnbounded<bool>();

    public int Width => 80;

    public int Height => 24;

    public bool IsStale => false;

    public string Text { get; private set; } = "";

    public void Draw(IReadOnlyList<Line> frame)
    {
        Text = string.Join('\n', frame.Select(l => string.Concat(l.Spans.Select(s => s.Text))));
        _drawn.Writer.TryWrite(true);
    }

    /// <summary>Returns once a frame has been drawn that is as it should be; time does not help it along.</summary>
    public async Task UntilAsync(Func<string, bool> isReached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!isReached(Text))
        {
            try
            {
                await _drawn.Reader.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"never shown; last:\n{Text}");
            }
        }
    }

    public void Dispose() => _drawn.Writer.TryWrite(true);
}
