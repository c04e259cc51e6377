namespace Kubespy.ControlPlane.Requests;

/// <summary>How requests reach the cluster's one thread: writes are made there, reads take snapshots from anywhere.</summary>
public interface IClusterGate
{
    /// <summary>The cluster's time.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Runs the call on the loop's thread, between its other steps.</summary>
    Task<T> RunAsync<T>(Func<T> call);
}
