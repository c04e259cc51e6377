using System.Globalization;
using Kubespy.ControlPlane.Server.Persistence;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Server;

/// <summary>
/// The audit log: one event a line, appended to a file that only its owner reads. A line is with the system before its answer is complete
/// (the real server's mode "blocking"), but not synced. A file that has grown to its limit gets a name with the time, and another one begins;
/// of more old ones than are to be kept, the oldest is deleted (as the real server's, by natefinch/lumberjack).
/// </summary>
internal sealed class AuditLog : IDisposable
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH-mm-ss.fff";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly AuditLimits _limits;
    private readonly TimeProvider _wallClock;
    private readonly bool _isOwn;
    private FileStream _file;

    /// <exception cref="FolderException">It cannot be opened.</exception>
    public AuditLog(string path, AuditLimits limits, TimeProvider wallClock)
    {
        (_path, _limits, _wallClock) = (Path.GetFullPath(path), limits, wallClock);
        try
        {
            _file = Open();
            _isOwn = IsOwn(_file);
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
            if (!_file.CanWrite)
            {
                return;
            }

            // A line that is longer than the limit has a file of its own.
            if (_isOwn && _file.Length > 0 && _file.Length + line.Length > _limits.FileBytes)
            {
                Rotate();
            }

            _file.Write(line);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        var file = new FileStream(_path, options);
        if (!OperatingSystem.IsWindows() && IsOwn(file))
        {
            // One that was there before may have been open to others.
            File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly);
        }

        return file;
    }

    /// <summary>What is no file, or a link to one (/dev/stdout), is somebody else's to bound.</summary>
    private bool IsOwn(FileStream file) => file.CanSeek && new FileInfo(_path).LinkTarget is null;

    private void Rotate()
    {
        _file.Dispose();
        try
        {
            File.Move(_path, NewBackup());
            foreach (var old in Backups().SkipLast(_limits.Backups))
            {
                File.Delete(old);
            }
        }
        finally
        {
            // Where it cannot be renamed, it goes on growing rather than lose a line.
            _file = Open();
        }
    }

    /// <summary>audit.jsonl becomes audit-2026-11-26T17-10-00.000.jsonl, by the wall clock, UTC; later than all others, whatever the clock says.</summary>
    private string NewBackup()
    {
        var now = _wallClock.GetUtcNow().UtcDateTime;
        var next = Backups().LastOrDefault() is { } newest ? TimeOf(newest)!.Value.AddMilliseconds(1) : DateTime.MinValue;
        return $"{Stem}{(now > next ? now : next).ToString(TimeFormat, CultureInfo.InvariantCulture)}{Path.GetExtension(_path)}";
    }

    /// <summary>The old files, the oldest first.</summary>
    private IEnumerable<string> Backups() =>
        Directory.EnumerateFiles(Path.GetDirectoryName(_path)!).Where(f => TimeOf(f) is not null).Order(StringComparer.Ordinal);

    /// <summary>When an old file was renamed; null where it is none.</summary>
    private DateTime? TimeOf(string file)
    {
        var extension = Path.GetExtension(_path);
        return file.Length > Stem.Length + extension.Length && file.StartsWith(Stem, StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal)
            && DateTime.TryParseExact(file.AsSpan(Stem.Length, file.Length - Stem.Length - extension.Length), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;
    }

    private string Stem => Path.Combine(Path.GetDirectoryName(_path)!, Path.GetFileNameWithoutExtension(_path) + "-");
}
