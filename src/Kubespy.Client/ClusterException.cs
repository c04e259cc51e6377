namespace Kubespy.Client;

/// <summary>What stands between the user and the cluster, and what to do about it.</summary>
public sealed class ClusterException : Exception
{
    public ClusterException(ClusterProblem problem, string message, string remedy, Exception? inner = null)
        : base(message, inner)
    {
        Problem = problem;
        Remedy = remedy;
    }

    public ClusterProblem Problem { get; }

    /// <summary>What to do, as an imperative.</summary>
    public string Remedy { get; }
}
