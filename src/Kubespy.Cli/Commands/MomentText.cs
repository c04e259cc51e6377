using System.Globalization;

namespace Kubespy.Cli.Commands;

/// <summary>A moment as people type it: a time of day, of the day that is talked about, or a whole RFC 3339 time.</summary>
internal static class MomentText
{
    private static readonly string[] TimesOfDay = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFF"];

    /// <param name="option">Who asks, for the message.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="first">When what is talked about began, in the zone that is shown: a time of day is of that day, or the first such time after it.</param>
    /// <param name="last">When it ended.</param>
    /// <exception cref="FormatException">It is no moment.</exception>
    public static DateTimeOffset Parse(string option, string text, DateTimeOffset first, DateTimeOffset last)
    {
        if (TimeOnly.TryParseExact(text, TimesOfDay, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            var ofDay = new DateTimeOffset(first.Date, first.Offset) + time.ToTimeSpan();
            return ofDay < first && ofDay.AddDays(1) <= last ? ofDay.AddDays(1) : ofDay;
        }

        return text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw new FormatException($"{option} is a time such as 03:12, 03:12:30 or 2026-11-25T03:12:00Z, not {text}");
    }
}
