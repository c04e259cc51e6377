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
    ServerError,
}
