namespace Kubespy.Cli.Demo;

/// <summary>The keys of a demo: space pauses, n goes on, q leaves.</summary>
internal sealed class DemoKeys
{
    private volatile bool _isPaused;
    private volatile bool _wantsNext;
    private volatile bool _wantsToQuit;

    public bool IsPaused => _isPaused;

    public bool WantsNext => _wantsNext;

    public bool WantsToQuit => _wantsToQuit;

    public void Reset() => _wantsNext = false;

    /// <summary>Reads keys for as long as the process lives.</summary>
    public void Listen() => new Thread(Read) { IsBackground = true, Name = "keys" }.Start();

    private void Read()
    {
        while (!_wantsToQuit)
        {
            switch (Console.ReadKey(intercept: true).Key)
            {
                case ConsoleKey.Spacebar:
                    _isPaused = !_isPaused;
                    break;
                case ConsoleKey.N or ConsoleKey.RightArrow or ConsoleKey.Enter:
                    _isPaused = false;
                    _wantsNext = true;
                    break;
                case ConsoleKey.Q or ConsoleKey.Escape:
                    _wantsToQuit = true;
                    break;
            }
        }
    }
}
