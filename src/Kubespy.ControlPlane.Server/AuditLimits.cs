namespace Kubespy.ControlPlane.Server;

/// <summary>How much of an audit log is kept.</summary>
/// <param name="FileBytes">How large a file becomes before another begins; at least 1.</param>
/// <param name="Backups">How many old files are kept beside it; at least 1.</param>
public sealed record AuditLimits(long FileBytes, int Backups)
{
    /// <summary>
    /// A real API server's: --audit-log-maxbackup is 100 (apiserver/pkg/server/options/audit.go), and where --audit-log-maxsize is not given its
    /// library takes 100 MiB (natefinch/lumberjack, defaultMaxSize).
    /// </summary>
    public static readonly AuditLimits Default = new(100L * 1024 * 1024, 100);
}
