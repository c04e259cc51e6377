namespace Kubespy.Client;

/// <summary>An answer that is neither success nor one of the refusals that a user can mend.</summary>
public sealed record ClusterRefusal(int Code, string Message, TimeSpan? RetryAfter)
{
    public ClusterException ToException() => new(
        ClusterProblem.ServerError, $"the server answered {Code}: {Message}",
        RetryAfter is null ? "try again; if it stays, look at the API server" : "it is busy; kubespy tries again by itself")
    {
        Data = { ["code"] = Code, ["retryAfter"] = RetryAfter },
    };
}
