using Kubespy.Core.Findings;
using Kubespy.Core.Tracing;

namespace Kubespy.Core.Explaining;

/// <summary>One workload that needs somebody. <paramref name="Wanted"/> is negative where there is nothing to count, <paramref name="Finding"/> null where the cause is not known.</summary>
public sealed record OverviewLine(string Kind, string Namespace, string Name, Verdict Verdict, DateTimeOffset? Since, long Ready, long Wanted, Finding? Finding)
{
    /// <summary>The worst have the lowest: what serves nothing, then what lacks some, then what is stuck but still serves whole.</summary>
    public int Rank => Kind switch
    {
        "Job" or "Namespace" => 4,
        _ when Wanted > 0 && Ready <= 0 => 0,
        "Node" => 1,
        _ when Wanted > 0 && Ready < Wanted => 2,
        "Service" => 2,
        _ => 3,
    };
}
