using System.Globalization;
using System.Text.RegularExpressions;

namespace Kubespy.ControlPlane.Api.Cron;

/// <summary>
/// When a CronJob is due: five fields, or a word such as <c>@hourly</c>, or <c>@every 1h30m</c>, in a time zone (ParseStandard in robfig/cron, which
/// Kubernetes uses). Immutable.
/// </summary>
public sealed partial class CronSchedule
{
    private const int FieldCount = 5;
    private const int MostYears = 5;

    private readonly CronField[] _fields;
    private readonly TimeSpan _every;
    private readonly TimeZoneInfo _zone;

    private CronSchedule(CronField[] fields, TimeSpan every, TimeZoneInfo zone) => (_fields, _every, _zone) = (fields, every, zone);

    /// <exception cref="FormatException">It is no schedule; the message is robfig/cron's.</exception>
    public static CronSchedule Parse(string text, TimeZoneInfo? zone = null)
    {
        zone ??= TimeZoneInfo.Utc;
        if (text.Length == 0)
        {
            throw new FormatException("empty spec string");
        }

        if (text.StartsWith("@every ", StringComparison.Ordinal))
        {
            return new CronSchedule([], Duration(text["@every ".Length..]), zone);
        }

        var fields = (text[0] == '@' ? Meaning(text) : text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != FieldCount)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"expected exactly {FieldCount} fields, found {fields.Length}: [{string.Join(' ', fields)}]"));
        }

        CronRange[] ranges = [CronField.Minutes, CronField.Hours, CronField.Days, CronField.Months, CronField.Weekdays];
        return new CronSchedule([.. fields.Zip(ranges, CronField.Parse)], TimeSpan.Zero, zone);
    }

    /// <summary>The first moment after that one; null where there is none within five years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (_fields.Length == 0)
        {
            return WholeSecond(after) + _every;
        }

        var from = WholeSecond(after).AddSeconds(1);
        var first = TimeZoneInfo.ConvertTime(from, _zone).Date;
        for (var day = first; day.Year <= first.Year + MostYears; day = day.AddDays(1))
        {
            if (!_fields[3].Allows(day.Month))
            {
                day = new DateTime(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month), 0, 0, 0, DateTimeKind.Unspecified);
            }
            else if (IsDay(day) && Moments(day).Where(m => m >= from).Cast<DateTimeOffset?>().Min() is { } moment)
            {
                return moment;
            }
        }

        return null;
    }

    /// <summary>Both fields of days must allow it where one of them is open; otherwise one of them is enough.</summary>
    private bool IsDay(DateTime day)
    {
        var (isDay, isWeekday) = (_fields[2].Allows(day.Day), _fields[4].Allows((int)day.DayOfWeek));
        return _fields[2].IsStar || _fields[4].IsStar ? isDay && isWeekday : isDay || isWeekday;
    }

    /// <summary>The moments of a day. An hour that the clock skips has none, one that it repeats has each twice.</summary>
    private IEnumerable<DateTimeOffset> Moments(DateTime day)
    {
        for (var hour = 0; hour < 24; hour++)
        {
            for (var minute = 0; minute < 60 && _fields[1].Allows(hour); minute++)
            {
                if (!_fields[0].Allows(minute))
                {
                    continue;
                }

                var local = day.AddMinutes((hour * 60) + minute);
                if (_zone.IsAmbiguousTime(local))
                {
                    foreach (var offset in _zone.GetAmbiguousTimeOffsets(local))
                    {
                        yield return new DateTimeOffset(local, offset).ToUniversalTime();
                    }
                }
                else if (!_zone.IsInvalidTime(local))
                {
                    yield return new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
                }
            }
        }
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond));

    private static string Meaning(string word) => word switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => throw new FormatException($"unrecognized descriptor: {word}"),
    };

    /// <summary>As Go writes durations; whole seconds, one at least.</summary>
    private static TimeSpan Duration(string text)
    {
        var parts = DurationPart().Matches(text);
        if (parts.Count == 0 || parts.Sum(p => p.Length) != text.Length)
        {
            throw new FormatException($"failed to parse duration {text}: time: invalid duration \"{text}\"");
        }

        var seconds = parts.Sum(p => double.Parse(p.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * p.Groups[2].Value switch
        {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            "ms" => 1e-3,
            "ns" => 1e-9,
            _ => 1e-6,
        });
        return TimeSpan.FromSeconds(Math.Clamp(Math.Floor(seconds), 1, TimeSpan.MaxValue.TotalSeconds / 1000));
    }

    [GeneratedRegex(@"(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns)")]
    private static partial Regex DurationPart();
}
