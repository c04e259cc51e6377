using System.CommandLine;
using Kubespy.Cli.Commands;
using Kubespy.Recording;

namespace Kubespy.Cli.Recordings;

/// <summary>The options by which a part of a recording, or a moment in it, is chosen. Times of day are UTC, as they are shown.</summary>
internal sealed class RecordedSpan
{
    private readonly Option<string?> _at = new("--at") { Description = "Of a recording, how things were then: 03:12, 03:12:07, or a whole time. Times are UTC." };
    private readonly Option<string?> _from = new("--from") { Description = "Of a recording, only what happened from then on." };
    private readonly Option<string?> _to = new("--to") { Description = "Of a recording, only what happened until then." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_at, _from, _to])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether any of it was asked for.</summary>
    public bool IsAsked(ParseResult parse) => parse.GetValue(_at) is not null || parse.GetValue(_from) is not null || parse.GetValue(_to) is not null;

    public bool IsAt(ParseResult parse) => parse.GetValue(_at) is not null;

    /// <summary>The moment, and from where to where.</summary>
    /// <exception cref="FormatException">One is no time, or lies outside of the recording.</exception>
    public (DateTimeOffset? At, DateTimeOffset From, DateTimeOffset To) Read(ParseResult parse, DateTimeOffset begin, DateTimeOffset end)
    {
        var (first, last) = (begin.ToUniversalTime(), end.ToUniversalTime());
        DateTimeOffset? Moment(string option, string? text) => text is null ? null : MomentText.Parse(option, text, first, last);
        var (at, from, to) = (ToItsEnd(Moment("--at", parse.GetValue(_at))), Moment("--from", parse.GetValue(_from)) ?? begin, ToItsEnd(Moment("--to", parse.GetValue(_to))) ?? end);
        if (at < begin)
        {
            throw new FormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the recording begins after that: it is of {first:yyyy-MM-dd HH:mm:ss} to {last:HH:mm:ss} UTC"));
        }

        return from <= to ? (at, from < begin ? begin : from, to > end ? end : to)
            : throw new FormatException("--from is after --to");
    }

    /// <summary>What is shown with a second is of anywhere in it: who names that second means all of it.</summary>
    private static DateTimeOffset? ToItsEnd(DateTimeOffset? moment) =>
        moment is { } time && time.Ticks % TimeSpan.TicksPerSecond == 0 ? time.AddTicks(TimeSpan.TicksPerSecond - 1) : moment;

    public (DateTimeOffset? At, DateTimeOffset From, DateTimeOffset To) Read(ParseResult parse, RecordedEvents recording) => Read(parse, recording.Begin, recording.End);
}
