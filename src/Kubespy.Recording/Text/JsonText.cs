using System.Globalization;
using System.Security.Cryptography;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;
using Kubespy.Recording.Entries;

namespace Kubespy.Recording.Text;

/// <summary>
/// Recordings as text, one JSON object after the other: as <c>record -o jsonl</c> writes them (<c>t</c>, <c>time</c>, <c>type</c>, <c>object</c>,
/// <c>initial</c>), and as <c>kubectl get -w -o json --output-watch-events</c> prints them, which say nothing of when they were seen.
/// </summary>
public static class JsonText
{
    /// <summary>Larger files are refused: they are read at once.</summary>
    private const long MaxBytes = 1024L * 1024 * 1024;

    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">Something in it is no recorded event; the message says which line.</exception>
    public static RecordedEvents Read(string path)
    {
        if (new FileInfo(path).Length > MaxBytes)
        {
            throw new FormatException("it is larger than 1 GiB: split it, and record each part --from-jsonl into a .kspy");
        }

        var bytes = File.ReadAllBytes(path);
        var flaws = new List<string>();
        var entries = JsonStream.Read(bytes, flaws);
        var header = entries.Count > 0 && entries[0].Value.StringAt("type") == "RECORDING" ? RecordingHeader.Read(entries[0].Value) : null;
        var (events, started) = Events(header is null ? entries : entries.GetRange(1, entries.Count - 1), header?.Started);
        return new RecordedEvents(
            header ?? new RecordingHeader { Id = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)), Started = started },
            events,
            flaws);
    }

    /// <summary>A line of text for what was seen; the object whole.</summary>
    public static MapValue Line(RecordedEvent seen, DateTimeOffset started)
    {
        var line = new MapBuilder().Set("t", EntryTime.Of(seen.News.Time, started)).Set("time", Timestamp.FormatMicro(seen.News.Time));
        if (seen.Context.Length > 0)
        {
            line.Set("context", seen.Context);
        }

        if (seen.News is SourceEvent.ObjectChanged change)
        {
            line.Set("type", ObjectType.Of(change.Type)).Set("object", change.Object.Root).Set("initial", change.IsInitial ? true : null).Set("left", seen.HasLeft ? true : null);
        }
        else
        {
            EventEntry.Write(line, seen.News);
        }

        return line.ToMap();
    }

    /// <summary>The first line of the text of a recording, which says what is known of it as a whole.</summary>
    public static MapValue Line(RecordingHeader header) => header.ToLine();

    private static (IReadOnlyList<RecordedEvent> Events, DateTimeOffset Started) Events(List<(int Line, Value Value)> entries, DateTimeOffset? started)
    {
        var hasTimes = entries.All(e => e.Value["t"] is NumberValue);
        if (!hasTimes)
        {
            return WatchEvents(entries);
        }

        var start = started ?? StartOf(entries);
        return ([.. entries.Select(e => Event(e.Line, e.Value, start, started is not null)).OfType<RecordedEvent>()], start);
    }

    private static RecordedEvent? Event(int line, Value entry, DateTimeOffset started, bool hasHeader)
    {
        // Tenths of microseconds are in t; who has no header says the whole time beside it.
        var time = !hasHeader && Timestamp.Parse(entry.StringAt("time")) is { } said ? said : EntryTime.Read(entry, started);
        var context = entry.StringAt("context") ?? "";
        if (ObjectType.Parse(entry.StringAt("type")) is { } type && entry.MapAt("object") is { } obj)
        {
            return new RecordedEvent(new SourceEvent.ObjectChanged(time, type, new KubeObject(obj), entry.BoolAt("initial") ?? false), context, entry.BoolAt("left") ?? false);
        }

        return EventEntry.Read(entry, time) is { } news ? new RecordedEvent(news, context)
            : throw Misfit(line, "it needs t, type and object");
    }

    /// <summary>The moment that t counts from: said, or told by the first object that was made while it was recorded, else by the first of all.</summary>
    private static DateTimeOffset StartOf(List<(int Line, Value Value)> entries)
    {
        if (entries.Count == 0)
        {
            return default;
        }

        var first = entries.Select(e => e.Value).FirstOrDefault(e => e["time"] is not null);
        if (first is not null && Timestamp.Parse(first.StringAt("time")) is { } time)
        {
            return time.AddTicks(-(EntryTime.Read(first, time) - time).Ticks);
        }

        // Creation times have whole seconds: on average, half of one has passed.
        var made = entries.Select(e => e.Value).FirstOrDefault(e => e.StringAt("type") == "ADDED" && e.BoolAt("initial") is not true && Created(e) is not null);
        var (entry, created) = made is not null ? (made, Created(made)!.Value.AddSeconds(0.5)) : (entries[0].Value, Created(entries[0].Value) ?? default);
        return created - (EntryTime.Read(entry, DateTimeOffset.UnixEpoch) - DateTimeOffset.UnixEpoch) is var start && start > DateTimeOffset.UnixEpoch ? start : DateTimeOffset.UnixEpoch;
    }

    private static DateTimeOffset? Created(Value entry) => Timestamp.Parse(entry.StringAt("object", "metadata", "creationTimestamp"));

    /// <summary>What kubectl prints: each event is as late as the newest time that its object carries, and no earlier than the one before.</summary>
    private static (IReadOnlyList<RecordedEvent> Events, DateTimeOffset Started) WatchEvents(List<(int Line, Value Value)> entries)
    {
        var events = new List<RecordedEvent>();
        var last = DateTimeOffset.MinValue;
        var isInitial = true;
        foreach (var (line, entry) in entries)
        {
            if (ObjectType.Parse(entry.StringAt("type")) is not { } type || entry.MapAt("object") is not { } root)
            {
                throw Misfit(line, "it needs type and object, and t where it is of kubespy");
            }

            var obj = new KubeObject(root);
            isInitial &= type == ChangeType.Added;
            var newest = NewestTime.Of(obj) ?? last;
            last = newest > last ? newest : last;
            events.Add(new RecordedEvent(new SourceEvent.ObjectChanged(last, type, obj, isInitial)));
        }

        if (events.Count > 0 && events[0].News.Time == DateTimeOffset.MinValue)
        {
            throw new FormatException("its objects carry no times, and its lines no t: nothing says when they were seen");
        }

        return (events, events.Count > 0 ? events[0].News.Time : default);
    }

    private static FormatException Misfit(int line, string need) => new(string.Create(CultureInfo.InvariantCulture, $"line {line} is no recorded event: {need}"));
}
