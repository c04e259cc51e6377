using System.Globalization;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Demo;

/// <summary>Plays steps one after the other; a step ends when what it shows has been seen and looked at for a while.</summary>
internal sealed class DemoScript(DemoCluster cluster, IReadOnlyList<string> stories, double speed, DemoKeys keys, TimeProvider clock)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(4);

    private volatile string _title = "";
    private volatile string _watch = "";

    /// <summary>Told with each new step, for those who read lines.</summary>
    public Action<string>? Announced { get; set; }

    public string Ellipsis { get; init; } = "…";

    public IReadOnlyList<Line> Caption()
    {
        if (_title.Length == 0)
        {
            return [];
        }

        return DemoCaption.Render(_title, _watch, keys.IsPaused, LiveTerminal.CurrentWidth, Ellipsis);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        _title = "Kubernetes 1.36 inside this process. Nothing installed, nothing left behind.";
        _watch = "First the example application comes up, then its second revision.";
        Announced?.Invoke(_title);
        await cluster.CreateAsync();
        await UntilAsync(() => cluster.IsSettled, cancellation);
        await cluster.SetImageAsync("nginx:1.8-alpine");
        await UntilAsync(() => cluster.IsSettled, cancellation);
        for (var i = 0; i < stories.Count; i++)
        {
            foreach (var step in DemoStories.Of(stories[i]))
            {
                await PlayAsync(step, i + 1, cancellation);
            }
        }
    }

    private async Task PlayAsync(DemoStep step, int number, CancellationToken cancellation)
    {
        _title = string.Create(CultureInfo.InvariantCulture, $"{number}/{stories.Count} {step.Title}   $ {step.Command(cluster)}");
        _watch = step.Watch;
        Announced?.Invoke($"{_title}\n{_watch}");
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
