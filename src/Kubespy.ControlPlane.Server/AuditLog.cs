using Kubespy.ControlPlane.Server.Persistence;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Server;

/// <summary>
/// The audit log: one event a line, appended to a file that only its owner reads. A line is with the system before its answer is complete
/// (the real server's mode "blocking"), but not synced.
/// </summary>
internal sealed class AuditLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;

    /// <exception cref="FolderException">It cannot be opened.</exception>
    public AuditLog(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            _file = new FileStream(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FolderException($"the audit log {path} cannot be opened: {e.Message.TrimEnd('.')}; name another file", e);
        }
    }

    public void Write(MapValue entry)
    {
        byte[] line = [.. ValueWriter.Write(entry), (byte)'\n'];
        lock (_gate)
        {
            if (_file.CanWrite)
            {
                _file.Write(line);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }
}
