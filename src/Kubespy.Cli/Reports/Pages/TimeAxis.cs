using System.Globalization;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>From a moment to its place on a page, and the moments that are written beneath.</summary>
internal sealed class TimeAxis(DateTimeOffset from, DateTimeOffset to)
{
    private static readonly double[] Steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];

    public DateTimeOffset From => from;

    public DateTimeOffset To => to;

    private double Length => Math.Max((to - from).TotalSeconds, 0.001);

    /// <summary>From 0 to 1.</summary>
    public double Place(DateTimeOffset time) => Math.Clamp((time - from).TotalSeconds / Length, 0, 1);

    /// <summary>Round moments, at most seven, each with its place and its text.</summary>
    public IEnumerable<(double Place, string Text)> Ticks()
    {
        var step = Steps.FirstOrDefault(s => Length / s <= 7, 86400 * Math.Ceiling(Length / 86400 / 7));
        var start = Math.Ceiling(from.TimeOfDay.TotalSeconds / step) * step - from.TimeOfDay.TotalSeconds;
        for (var at = start; at <= Length; at += step)
        {
            // A little later, else what is a hair before a second is written as the second before.
            var time = from.AddSeconds(at).AddMilliseconds(1);
            yield return (at / Length, time.UtcDateTime.ToString(step < 1 ? "HH:mm:ss.f" : step < 60 ? "HH:mm:ss" : "HH:mm", CultureInfo.InvariantCulture));
        }
    }
}
