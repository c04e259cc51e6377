using System.Globalization;

namespace Kubespy.Core.Timelines.Invariants;

/// <summary>Numbers and names in sentences.</summary>
internal static class Spoken
{
    public static string Seconds(TimeSpan time) => time.TotalSeconds < 10
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00}s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s");

    public static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} times"),
    };

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>How long all of them took together; one that goes on counts to the end.</summary>
    public static TimeSpan Total(IEnumerable<Breach> breaches, DateTimeOffset end) =>
        breaches.Aggregate(TimeSpan.Zero, (sum, b) => sum + ((b.To ?? end) - b.From));
}
