using Kubespy.Core.Findings;
using Kubespy.Core.Tracing.Phases;

namespace Kubespy.Cli.Reports;

/// <summary>How waiting for one target went. <paramref name="Result"/> is reached, failed, timeout, lost (the cluster), forbidden or interrupted.</summary>
internal sealed record RunReport(
    string Subject, string Result, string Message, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<Phase> Phases, IReadOnlyList<Finding> Findings)
{
    public TimeSpan Took => End > Start ? End - Start : TimeSpan.Zero;

    public bool IsReached => Result == "reached";

    /// <summary>It was reached, and failed only for what was asserted.</summary>
    public bool IsBroken { get; init; }

    /// <summary>What was asserted, and how it did not hold; empty where it held.</summary>
    public IReadOnlyList<(string Name, string Failure)> Asserted { get; init; } = [];
}
