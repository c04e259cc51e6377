using System.CommandLine;
using System.Globalization;
using Kubespy.Cli.Commands;
using Kubespy.Recording;

namespace Kubespy.Cli.Recordings;

/// <summary>The options by which a part of a recording, or a moment in it, is chosen. Times of day are UTC, as they are shown.</summary>
/// <param name="moment">What --at is for.</param>
internal sealed class RecordedSpan(string moment = "Of a recording, how things were then: 03:12, 03:12:07, or a whole time. Times are UTC.")
{
    private readonly Option<string?> _at = new("--at") { Description = moment };
    private readonly Option<string?> _from = new("--from") { Description = "Of a recording, only what happened from then on: 03:12, 03:12:07, or a whole time. Times are UTC." };
    private readonly Option<string?> _to = new("--to") { Description = "Of a recording, only what happened until then." };

    /// <param name="command">Whose options they are.</param>
    /// <param name="withMoment">It shows a moment, too.</param>
    public void AddTo(Command command, bool withMoment = true)
    {
        foreach (var option in withMoment ? (Option[])[_at, _from, _to] : [_from, _to])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether any of it was asked for.</summary>
    public bool IsAsked(ParseResult parse) => parse.GetValue(_at) is not null || parse.GetValue(_from) is not null || parse.GetValue(_to) is not null;

    /// <summary>The moment, and from where to where.</summary>
    /// <exception cref="FormatException">One is no time, or lies outside of the recording.</exception>
    public (DateTimeOffset? At, DateTimeOffset From, DateTimeOffset To) Read(ParseResult parse, RecordedEvents recording)
    {
        var at = parse.GetValue(_at) is { } then && recording.Events.Count > 0 ? Moment("--at", then, recording) : (DateTimeOffset?)null;
        var from = parse.GetValue(_from) is { } begin ? Parse("--from", begin, recording) : recording.Begin;
        var to = parse.GetValue(_to) is { } end ? ToItsEnd(Parse("--to", end, recording)) : recording.End;
        if (recording.Events.Count == 0)
        {
            return (null, recording.Begin, recording.End);
        }

        // A span may reach beyond the recording, but not lie beside it.
        Check(from < recording.Begin ? recording.Begin : from, recording);
        Check(to > recording.End ? recording.End : to, recording);
        return from > to ? throw new FormatException("--from is after --to") : (at, from < recording.Begin ? recording.Begin : from, to > recording.End ? recording.End : to);
    }

    /// <summary>A moment of a recording, at its end where it is of a second.</summary>
    /// <exception cref="FormatException">It is no time, or the recording begins after it.</exception>
    public static DateTimeOffset Moment(string option, string text, RecordedEvents recording)
    {
        var moment = ToItsEnd(Parse(option, text, recording));
        Check(moment, recording);
        return moment;
    }

    private static void Check(DateTimeOffset moment, RecordedEvents recording)
    {
        if (moment < recording.Begin || moment >= recording.End.AddSeconds(1))
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"the recording {(moment < recording.Begin ? "begins after" : "ends before")} that: it is of {recording.Begin.UtcDateTime:yyyy-MM-dd HH:mm:ss} to {recording.End.UtcDateTime:HH:mm:ss} UTC"));
        }
    }

    private static DateTimeOffset Parse(string option, string text, RecordedEvents recording) => MomentText.Parse(option, text, recording.Begin.ToUniversalTime(), recording.End.ToUniversalTime());

    /// <summary>What is shown with a second is of anywhere in it: who names that second means all of it.</summary>
    private static DateTimeOffset ToItsEnd(DateTimeOffset moment) =>
        moment.Ticks % TimeSpan.TicksPerSecond == 0 ? moment.AddTicks(TimeSpan.TicksPerSecond - 1) : moment;
}
