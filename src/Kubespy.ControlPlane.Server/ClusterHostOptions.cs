namespace Kubespy.ControlPlane.Server;

/// <summary>How an embedded cluster is served.</summary>
public sealed record ClusterHostOptions
{
    /// <summary>The port on loopback; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>How many seconds of the cluster pass in one of the wall clock.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How many nodes there are; where it is not said, as many as a kept cluster had, or three.</summary>
    public int? Nodes { get; init; }

    /// <summary>What is drawn by chance follows from it; a kept cluster keeps its own.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The folder in which the cluster is kept, so that it goes on from there at the next start; null keeps it in memory only.</summary>
    public string? DataFolder { get; init; }

    /// <summary>What was recorded of another cluster, to go on from, in its time; null begins a new one. Not together with a data folder.</summary>
    public Restoring.RecordedCluster? Recorded { get; init; }

    /// <summary>Where to write the kubeconfig, readable by its owner only; null writes none.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>The file to which requests are logged (audit.k8s.io/v1, one event a line); null logs none.</summary>
    public string? AuditFile { get; init; }

    /// <summary>How much of that log is kept.</summary>
    public AuditLimits AuditLimits { get; init; } = AuditLimits.Default;

    public TimeProvider WallClock { get; init; } = TimeProvider.System;
}
