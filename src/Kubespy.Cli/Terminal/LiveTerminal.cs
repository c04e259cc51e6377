using System.Runtime.InteropServices;
using System.Text;

namespace Kubespy.Cli.Terminal;

/// <summary>
/// The terminal while a live view is on it: an alternate screen, which is given back on leaving with the last frame in the scrollback.
/// </summary>
internal sealed class LiveTerminal : IScreen
{
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly FrameWriter _writer;
    private readonly bool _isColoured;
    private readonly PosixSignalRegistration? _resized;
    private IReadOnlyList<Line> _last = [];
    private volatile bool _wasResized;
    private bool _isOpen = true;

    public LiveTerminal(bool isColoured)
    {
        _isColoured = isColoured;
        _writer = new FrameWriter(isColoured);
        _resized = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => _wasResized = true);
        Write(Ansi.EnterScreen);
    }

    public int Width => CurrentWidth;

    public int Height => Math.Max(5, Console.WindowHeight);

    public static int CurrentWidth => Math.Max(20, Console.WindowWidth);

    /// <summary>Whether the size changed since the last frame.</summary>
    public bool IsStale => _wasResized;

    public void Draw(IReadOnlyList<Line> frame)
    {
        if (_wasResized)
        {
            _wasResized = false;
            _writer.Forget();
            Write("\e[2J");
        }

        _last = frame;
        Write(_writer.Next(frame, Width));
    }

    public void Dispose()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        _resized?.Dispose();
        Write(Ansi.LeaveScreen + string.Concat(_last.Select(l => Ansi.Encode(l, _isColoured) + "\n")));
        _output.Dispose();
    }

    private void Write(string text)
    {
        if (text.Length > 0)
        {
            _output.Write(Encoding.UTF8.GetBytes(text));
            _output.Flush();
        }
    }
}
