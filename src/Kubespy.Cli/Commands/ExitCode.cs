namespace Kubespy.Cli.Commands;

/// <summary>How kubespy ends: part of its interface.</summary>
internal static class ExitCode
{
    public const int Reached = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int TimedOut = 3;
    public const int ClusterLost = 4;
    public const int Forbidden = 5;
}
