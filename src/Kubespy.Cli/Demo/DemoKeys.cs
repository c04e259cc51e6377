using Kubespy.Cli.Live;

namespace Kubespy.Cli.Demo;

/// <summary>The keys of a demo: space pauses, n goes on. All others are the live view's.</summary>
internal sealed class DemoKeys
{
    /// <summary>For the help.</summary>
    public static readonly IReadOnlyList<(string Keys, string Meaning)> All = [("space", "pauses the demo, and goes on"), ("n", "the next step of the demo")];

    private volatile bool _isPaused;
    private volatile bool _wantsNext;

    public bool IsPaused => _isPaused;

    public bool WantsNext => _wantsNext;

    public void Reset() => _wantsNext = false;

    /// <summary>False where the key is none of the demo's.</summary>
    public bool Take(LiveKey key)
    {
        switch (key.Text)
        {
            case " ":
                _isPaused = !_isPaused;
                return true;
            case "n":
                (_isPaused, _wantsNext) = (false, true);
                return true;
            default:
                return false;
        }
    }
}
