using System.Globalization;

namespace Kubespy.Core.Objects;

/// <summary>Durations as kubectl shows ages: at most two units (apimachinery/pkg/util/duration).</summary>
public static class HumanDuration
{
    public static string Format(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var (minutes, hours) = (seconds / 60, seconds / 3600);
        var days = hours / 24;
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => Text(seconds, "s"),
            < 600 => Text(minutes, "m", seconds % 60, "s"),
            < 10_800 => Text(minutes, "m"),
            < 28_800 => Text(hours, "h", minutes % 60, "m"),
            < 172_800 => Text(hours, "h"),
            < 691_200 => Text(days, "d", hours % 24, "h"),
            _ when days < 730 => Text(days, "d"),
            _ when days < 2920 => Text(days / 365, "y", days % 365, "d"),
            _ => Text(days / 365, "y"),
        };
    }

    private static string Text(long first, string unit, long second = 0, string secondUnit = "") => second == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{first}{unit}")
        : string.Create(CultureInfo.InvariantCulture, $"{first}{unit}{second}{secondUnit}");
}
