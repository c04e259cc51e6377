namespace Kubespy.ControlPlane.Server;

/// <summary>How an embedded cluster is served.</summary>
public sealed record ClusterHostOptions
{
    /// <summary>The port on loopback; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>How many seconds of the cluster pass in one of the wall clock.</summary>
    public double Speed { get; init; } = 1;

    public int Nodes { get; init; } = 3;

    public int Seed { get; init; } = 1;

    /// <summary>Where to write the kubeconfig, readable by its owner only; null writes none.</summary>
    public string? KubeconfigPath { get; init; }

    public TimeProvider WallClock { get; init; } = TimeProvider.System;
}
