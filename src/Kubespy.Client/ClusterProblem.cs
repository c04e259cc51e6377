namespace Kubespy.Client;

/// <summary>The kinds of trouble with a cluster that people can do something about.</summary>
public enum ClusterProblem
{
    NoConfiguration,
    BadConfiguration,
    Unreachable,
    Untrusted,
    Unauthorized,
    Forbidden,
    NotFound,

    /// <summary>The request itself was wrong, such as a selector that the resource does not support.</summary>
    BadRequest,

    /// <summary>The server is busy, or broken.</summary>
    ServerError,
}
