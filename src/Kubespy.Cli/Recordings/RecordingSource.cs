using System.Threading.Channels;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Recordings;

/// <summary>Plays what was recorded, in its own time or faster.</summary>
/// <param name="events">What was recorded.</param>
/// <param name="speed">How many seconds of it pass in one; 0 as fast as can be.</param>
/// <param name="clock">The clock that it is played by.</param>
internal sealed class RecordingSource(IReadOnlyList<SourceEvent> events, double speed, TimeProvider clock)
{
    /// <summary>What came before is told at once.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    /// <summary>What came after is not told.</summary>
    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;

    public async Task RunAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        var startedAt = clock.GetTimestamp();
        foreach (var news in events.TakeWhile(e => e.Time <= To))
        {
            var due = speed > 0 ? (news.Time - (From > events[0].Time ? From : events[0].Time)) / speed : TimeSpan.Zero;
            var wait = due - clock.GetElapsedTime(startedAt);
            if (wait > TimeSpan.Zero && news is not SourceEvent.ObjectChanged { IsInitial: true })
            {
                await Task.Delay(wait, clock, cancellation);
            }

            await output.WriteAsync(news, cancellation);
        }
    }

    /// <summary>Recordings that do not say when all that existed was told: before the first that did not.</summary>
    public static IEnumerable<SourceEvent> WithCaughtUp(IReadOnlyList<SourceEvent> events)
    {
        var isCaughtUp = events.Any(e => e is SourceEvent.CaughtUp);
        var last = events.Count > 0 ? events[0].Time : default;
        foreach (var news in events)
        {
            if (!isCaughtUp && news is SourceEvent.ObjectChanged { IsInitial: false })
            {
                isCaughtUp = true;
                yield return new SourceEvent.CaughtUp(last);
            }

            last = news.Time;
            yield return news;
        }
    }
}
