using Kubespy.Core.Objects;
using Kubespy.Core.Watching;
using Kubespy.Recording.Entries;
using Kubespy.Recording.Files;
using Kubespy.Recording.Text;

namespace Kubespy.Recording;

/// <summary>A whole recording in memory, all parts of it; versions of an object share what did not change.</summary>
/// <param name="Header">What it says of itself.</param>
/// <param name="Events">In the order in which they were seen.</param>
/// <param name="Flaws">What is missing and why, in words; empty where all is there.</param>
public sealed record RecordedEvents(RecordingHeader Header, IReadOnlyList<RecordedEvent> Events, IReadOnlyList<string> Flaws)
{
    /// <summary>When the first of it was seen.</summary>
    public DateTimeOffset Begin => Events.Count > 0 ? Events[0].News.Time : Header.Started;

    /// <summary>When the last of it was seen.</summary>
    public DateTimeOffset End => Events.Count > 0 ? Events[^1].News.Time : Header.Started;

    public IEnumerable<SourceEvent> News => Events.Select(e => e.News);

    /// <summary>A .kspy file with the parts that follow it, or text with one JSON object after the other (<see cref="JsonText"/>).</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no recording; the message says why.</exception>
    public static RecordedEvents Read(string path)
    {
        var parts = PartNames.Existing(path);
        if (parts.Count == 0)
        {
            throw new FileNotFoundException($"{path} does not exist");
        }

        try
        {
            return InOrderOfTime(RecordingReader.IsRecording(parts[0]) ? ReadParts(parts) : JsonText.Read(parts[0]));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path} cannot be read as a recording: {e.Message}", e);
        }
    }

    /// <summary>The objects of a recording as they were at that moment; of one with an index, only what leads there is read.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no recording.</exception>
    public static IReadOnlyList<KubeObject> StateAt(string path, DateTimeOffset moment)
    {
        var parts = PartNames.Existing(path);
        if (parts.Count != 1 || !RecordingReader.IsRecording(parts[0]))
        {
            return Read(path).StateAt(moment);
        }

        using var reader = new RecordingReader(parts[0]);
        return reader.StateAt(moment);
    }

    /// <summary>The objects as they were at that moment.</summary>
    public IReadOnlyList<KubeObject> StateAt(DateTimeOffset moment)
    {
        var states = new ObjectStates();
        foreach (var seen in Events.TakeWhile(e => e.News.Time <= moment))
        {
            states.Apply(seen);
        }

        return states.Objects;
    }

    /// <summary>Text that several watches wrote side by side may step back in time by a little: moments in it are looked for by time.</summary>
    private static RecordedEvents InOrderOfTime(RecordedEvents read)
    {
        var events = read.Events.ToArray();
        for (var i = 1; i < events.Length; i++)
        {
            events[i] = events[i].NoEarlierThan(events[i - 1].News.Time);
        }

        return read with { Events = events };
    }

    private static RecordedEvents ReadParts(IReadOnlyList<string> parts)
    {
        RecordingHeader? header = null;
        EntryDecoder? decoder = null;
        var (events, flaws) = (new List<RecordedEvent>(), new List<string>());
        foreach (var part in parts)
        {
            using var reader = new RecordingReader(part);
            if (header is not null && reader.Header.Id != header.Id)
            {
                // Another recording, whose name only looks like that of a part.
                continue;
            }

            header ??= reader.Header;
            decoder ??= new EntryDecoder(header.Started);
            events.AddRange(reader.Read(decoder));
            var missing = reader.IsClosed || reader.Flaws.Count > 0 ? reader.Flaws : ["it was not closed: what came after its last entry is missing"];
            flaws.AddRange(missing.Select(f => parts.Count > 1 ? $"{Path.GetFileName(part)}: {f}" : f));
        }

        return new RecordedEvents(header!, events, flaws);
    }
}
