using System.Globalization;

namespace Kubespy.Cli.Commands;

/// <summary>Durations as people type them: 90s, 5m, 1h; a bare number is of seconds.</summary>
internal static class DurationText
{
    /// <exception cref="FormatException">It is none, or not above zero; the message names the option.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        var unit = text is [.., var last] ? last switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 } : 0;
        var number = unit == 0 ? text : text[..^1];
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1e7
            ? TimeSpan.FromSeconds(value * Math.Max(1, unit))
            : throw new FormatException($"{option} is a duration such as 90s, 5m or 1h, not {text}");
    }
}
