using System.Threading.Channels;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Live;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Recordings.Playing;

/// <summary>Plays a recording on a screen: the live view, with a scrubber above it and keys to go anywhere.</summary>
internal sealed class ReplayPlayer(IReadOnlyList<SourceEvent> events, Func<ITracer> newTracer, ViewOptions view, TimeProvider clock)
{
    private static readonly TimeSpan FramePeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);

    private static readonly (string, string)[] Keys =
    [
        ("space", "plays and pauses"),
        (". ,", "one event on, back"),
        ("n N", "to the next, the last change of state"),
        ("w W", "to the next, the last warning"),
        ("] [", "ten seconds on, back"),
        ("> <", "faster, slower"),
        ("0 $", "to the beginning, the end"),
        ("s ;", "searches what happened, goes to the next that is found"),
    ];

    /// <summary>From where to where, how fast and whether it plays at once.</summary>
    public required (DateTimeOffset From, DateTimeOffset To) Span { get; init; }

    public double Speed { get; init; } = 1;

    /// <summary>It stands still there at first; else it plays from the beginning.</summary>
    public DateTimeOffset? StopAt { get; init; }

    /// <summary>What was read of a Pod's logs until then.</summary>
    private IReadOnlyList<ContainerTail> LogsOf(int place, string uid, string container) =>
    [
        .. events.Take(place).OfType<SourceEvent.LogRead>()
            .Where(l => l.PodUid == uid && (container.Length == 0 || l.Container == container))
            .GroupBy(l => l.Container, StringComparer.Ordinal)
            .Select(g => new ContainerTail(g.Key, IsPrevious: false, g.Last().Lines)),
    ];

    public async Task<int> RunAsync(IScreen screen, ChannelReader<LiveKey>? keys, CancellationToken cancellation)
    {
        var map = ReplayMap.Of(events, newTracer());
        var position = new ReplayPosition(events, map, Span.From, Span.To, clock);
        if (StopAt is { } stop)
        {
            position.Go(stop);
        }
        else
        {
            position.Play(Speed);
        }

        var replayer = new Replayer(events, newTracer);
        var pressed = new TaskCompletionSource();
        var live = new LiveSources
        {
            Keys = keys,
            Caption = () => Scrubber.Render(map, position, screen.Width, view),
            MoreKeys = Keys,
            HasRecordedLogs = true,
            Logs = (_, uid, container, _) => Task.FromResult<IReadOnlyList<ContainerTail>?>(LogsOf(replayer.Place, uid, container)),
            TakesKey = key =>
            {
                if (!position.Obey(key))
                {
                    return false;
                }

                pressed.TrySetResult();
                return true;
            },
        };
        using var display = new LiveDisplay(screen, live, view, clock, cancellation);
        try
        {
            while (true)
            {
                // Asked first: what is drawn is at least as far.
                var hasEnded = position.IsPlaying && position.IsAtEnd;
                replayer.Go(position.Place);
                display.Changes = replayer.State.Changes;
                display.Draw(replayer.State.Tracer.Trace(position.Time));
                if (hasEnded)
                {
                    position.Pause();
                    if (!display.IsTouched && !position.IsTouched)
                    {
                        break;
                    }
                }

                if (!await display.WaitAsync(position.IsPlaying ? FramePeriod : TickPeriod, pressed.Task))
                {
                    break;
                }

                pressed = pressed.Task.IsCompleted ? new TaskCompletionSource() : pressed;
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: the last picture stays.
        }

        display.DrawLast(replayer.State.Tracer.Trace(position.Time));
        return ExitCode.Reached;
    }
}
