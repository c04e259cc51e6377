using System.Globalization;

namespace Kubespy.Cli.Views;

/// <summary>How a view is drawn.</summary>
public sealed record ViewOptions
{
    /// <summary>The cluster's name beside the namespace; empty shows none.</summary>
    public string Context { get; init; } = "";

    /// <summary>The word beside the clock: live, replay.</summary>
    public string Mode { get; init; } = "live";

    /// <summary>What to say of a name that does not exist, such as the names near it; empty says nothing more.</summary>
    public string Hint { get; init; } = "";

    /// <summary>What tells the lines of one target from those of others: <c>-n prod</c>; empty where there is no need.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Draws with ASCII alone.</summary>
    public bool IsAscii { get; init; }

    /// <summary>The zone of the times of day.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The time of day that a moment has in the view's zone.</summary>
    public string Clock(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public string Arrow => IsAscii ? "->" : "→";

    public string Ellipsis => IsAscii ? "~" : "…";
}
