using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Recording.Entries;

/// <summary>The time of an entry: seconds since the recording began, to the tenth of a microsecond, so that nothing of a moment is lost.</summary>
internal static class EntryTime
{
    public static NumberValue Of(DateTimeOffset time, DateTimeOffset started) =>
        NumberValue.OfLiteral(((time - started).Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture));

    /// <exception cref="FormatException">The entry has no time, or none that a calendar has.</exception>
    public static DateTimeOffset Read(Value entry, DateTimeOffset started)
    {
        try
        {
            return entry["t"] is NumberValue seconds
                ? started.AddTicks((long)decimal.Round(decimal.Parse(seconds.Literal, NumberStyles.Float, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond))
                : throw new FormatException("an entry has no time t");
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw new FormatException($"an entry's time t is beyond all calendars: {entry["t"]}", e);
        }
    }
}
