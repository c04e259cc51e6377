namespace Kubespy.Core.Tracing.Objects;

/// <summary>An object of any kind at one moment: facts beneath its verdict, then sections of rows, as every view draws it.</summary>
public sealed record ObjectTrace : Trace
{
    /// <summary>The lines beneath the verdict, each of some phrases.</summary>
    public required IReadOnlyList<IReadOnlyList<TraceFact>> Facts { get; init; }

    public required IReadOnlyList<TraceSection> Sections { get; init; }

    /// <summary>What of <see cref="WaitFor"/> has come.</summary>
    public required IReadOnlySet<WaitFor> Reached { get; init; }

    public override string Counts => CountsOf(Facts);

    public static string CountsOf(IEnumerable<IReadOnlyList<TraceFact>> facts) => string.Join(", ", facts.SelectMany(f => f).Where(f => f.IsCount).Select(f => f.Text));

    public override bool Has(WaitFor wanted) => Reached.Contains(wanted);
}
