using System.Globalization;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Demo;

/// <summary>Plays stories one after the other; a step ends when what it shows has been seen and looked at for a while.</summary>
internal sealed class DemoScript(DemoCluster cluster, int stories, double speed, DemoKeys keys, TimeProvider clock)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(4);

    private volatile string _title = "";
    private volatile string _watch = "";
    private bool _hasApplication;
    private int _number;

    /// <summary>Told with each new step, for those who read lines.</summary>
    public Action? Announced { get; set; }

    public string Ellipsis { get; init; } = "…";

    /// <summary>The step as text: its command, and what to watch for.</summary>
    public string Text => _watch.Length > 0 ? $"{_title}\n{_watch}" : _title;

    public IReadOnlyList<Line> Caption() =>
        _title.Length == 0 ? [] : DemoCaption.Render(_title, _watch, keys.IsPaused, LiveTerminal.CurrentWidth, Ellipsis);

    /// <summary>Plays stories that are seen through one view.</summary>
    public async Task RunAsync(IReadOnlyList<DemoStory> part, CancellationToken cancellation)
    {
        if (part[0].View == DemoView.Deployment && !_hasApplication)
        {
            await BringUpAsync(cancellation);
        }

        foreach (var story in part)
        {
            _number++;
            foreach (var step in story.Steps)
            {
                await PlayAsync(step, cancellation);
            }
        }
    }

    private async Task BringUpAsync(CancellationToken cancellation)
    {
        _hasApplication = true;
        _title = "Kubernetes 1.36 inside this process. Nothing installed, nothing left behind.";
        Announced?.Invoke();
        _watch = "First the example application comes up, then its second revision.";
        await cluster.CreateAsync();
        await UntilAsync(() => cluster.IsSettled, cancellation);
        await cluster.SetImageAsync("nginx:1.8-alpine");
        await UntilAsync(() => cluster.IsSettled, cancellation);
    }

    private async Task PlayAsync(DemoStep step, CancellationToken cancellation)
    {
        _title = string.Create(CultureInfo.InvariantCulture, $"{_number}/{stories} {step.Title}   $ {step.Command(cluster)}");
        _watch = step.Watch;
        Announced?.Invoke();
        keys.Reset();
        await step.Act(cluster);
        await UntilAsync(() => step.IsSeen(cluster), cancellation);
        var looked = clock.GetTimestamp();
        await UntilAsync(() => clock.GetElapsedTime(looked) > Look / speed, cancellation);
    }

    /// <summary>Waits for the condition; longer while paused, no longer once the watcher wants to go on.</summary>
    private async Task UntilAsync(Func<bool> condition, CancellationToken cancellation)
    {
        while ((keys.IsPaused || !condition()) && !keys.WantsNext)
        {
            await Task.Delay(Poll, clock, cancellation);
        }
    }
}
