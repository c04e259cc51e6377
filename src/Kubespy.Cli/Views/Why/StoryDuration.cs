using System.Globalization;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Views.Why;

/// <summary>A duration of the story: tenths of a second while it is short.</summary>
internal static class StoryDuration
{
    public static string Of(TimeSpan time) => time < TimeSpan.FromSeconds(100)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.0}s")
        : HumanDuration.Format(time);
}
