using System.Text.Json;
using System.Threading.Channels;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// Plays a recording, one JSON object a line: <c>{"t": seconds, "type": "ADDED", "object": …, "initial": true}</c>,
/// in its own time or faster.
/// </summary>
internal sealed class RecordingSource(string path, double speed, TimeProvider clock)
{
    /// <summary>The moment that <c>t</c> counts from; the objects' own times tell it.</summary>
    public DateTimeOffset Start { get; private set; }

    /// <exception cref="FormatException">A line is no such object; the message says which.</exception>
    public static IReadOnlyList<SourceEvent.ObjectChanged> Read(string path)
    {
        var events = new List<SourceEvent.ObjectChanged>();
        var hasTimes = true;
        DateTimeOffset? start = null;
        foreach (var (number, line) in Lines(path).Where(l => l.Line.StringAt("type") != "GAP"))
        {
            var (seconds, type, obj, isInitial) = Parse(line, number);
            var time = Timestamp.Parse(line.StringAt("time"));
            hasTimes &= time is not null;
            start ??= StartOf(obj, seconds);
            events.Add(new SourceEvent.ObjectChanged(time ?? start.Value.AddSeconds(seconds), type, obj, isInitial));
        }

        return hasTimes ? events : Rebase(events);
    }

    /// <summary>The lines that say something. The last may be torn: whatever recorded it was ended amid it.</summary>
    private static IEnumerable<(int Number, Value Line)> Lines(string path)
    {
        var number = 0;
        FormatException? torn = null;
        foreach (var text in File.ReadLines(path))
        {
            number++;
            if (torn is not null)
            {
                throw torn;
            }

            if (text.Length == 0)
            {
                continue;
            }

            Value? line = null;
            try
            {
                line = ValueReader.Read(text);
            }
            catch (JsonException e)
            {
                torn = new FormatException($"{path}: line {number} is not JSON: {e.Message}", e);
            }

            if (line is not null)
            {
                yield return (number, line);
            }
        }

        if (torn is not null && number == 1)
        {
            throw torn;
        }
    }

    public async Task RunAsync(ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        var events = Read(path);
        if (events.Count == 0)
        {
            return;
        }

        Start = events[0].Time;
        var startedAt = clock.GetTimestamp();
        var isCaughtUp = false;
        foreach (var news in events)
        {
            if (!isCaughtUp && !news.IsInitial)
            {
                isCaughtUp = true;
                await output.WriteAsync(new SourceEvent.CaughtUp(news.Time), cancellation);
            }

            var due = speed > 0 ? (news.Time - Start) / speed : TimeSpan.Zero;
            var wait = due - clock.GetElapsedTime(startedAt);
            if (wait > TimeSpan.Zero && !news.IsInitial)
            {
                await Task.Delay(wait, clock, cancellation);
            }

            await output.WriteAsync(news, cancellation);
        }
    }

    private static (double Seconds, ChangeType Type, KubeObject Object, bool IsInitial) Parse(Value line, int number)
    {
        ChangeType? type = line.StringAt("type") switch
        {
            "ADDED" => ChangeType.Added,
            "MODIFIED" => ChangeType.Modified,
            "DELETED" => ChangeType.Deleted,
            _ => null,
        };
        return type is { } known && line.MapAt("object") is { } obj && (line["t"] as NumberValue)?.ToDouble() is { } seconds
            ? (seconds, known, new KubeObject(obj), line.BoolAt("initial") ?? false)
            : throw new FormatException($"line {number} is no recorded event: it needs t, type and object");
    }

    private static DateTimeOffset StartOf(KubeObject obj, double seconds) => (obj.CreationTimestamp ?? default).AddSeconds(-seconds);

    /// <summary>What existed before says little of the time of recording: the first object made in it does.</summary>
    private static List<SourceEvent.ObjectChanged> Rebase(List<SourceEvent.ObjectChanged> events)
    {
        var made = events.FirstOrDefault(e => e is { IsInitial: false, Type: ChangeType.Added } && e.Object.CreationTimestamp is not null);
        if (made is null)
        {
            return events;
        }

        var shift = made.Object.CreationTimestamp!.Value.AddSeconds(0.5) - made.Time;
        return [.. events.Select(e => e with { Time = e.Time + shift })];
    }
}
