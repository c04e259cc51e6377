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

    /// <summary>The HTTP code of a refusal that has no problem of its own; 0 elsewhere.</summary>
    public int Code { get; init; }

    /// <summary>The server is busy, or broken for the moment: the same request may succeed later.</summary>
    public bool IsTransient => Code == 429 || Code >= 500 || IsBrokenOff;

    /// <summary>The answer ended midway.</summary>
    public bool IsBrokenOff { get; init; }

    /// <summary>How long the server asks to be left alone; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What to do, as an imperative.</summary>
    public string Remedy { get; }
}
