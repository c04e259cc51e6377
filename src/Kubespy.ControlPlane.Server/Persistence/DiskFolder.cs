using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>A folder of this machine's disk, for its owner only, in use by one process at a time.</summary>
public sealed class DiskFolder : IDurableFolder, IDisposable
{
    private const string LockFile = "lock";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private DiskFolder(string path, FileStream held) => (Name, _lock) = (path, held);

    public string Name { get; }

    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Name).Select(f => Path.GetFileName(f)).Where(f => f != LockFile).Order(StringComparer.Ordinal)];

    /// <exception cref="FolderException">It is in use, cannot be used, or holds something else.</exception>
    public static DiskFolder Open(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            var isNew = !Directory.Exists(full);
            CreatePrivate(full);
            if (!isNew && !File.Exists(Path.Combine(full, LockFile)) && Directory.EnumerateFileSystemEntries(full).Any())
            {
                throw new FolderException($"the folder {full} holds something else: name an empty one, or one that is not there yet");
            }

            return new DiskFolder(full, Hold(Path.Combine(full, LockFile)) ?? throw new FolderException(
                $"the folder {full} is in use by another cluster: name another folder, or stop that one (kubespy cluster status)"));
        }
        catch (Exception e) when (e is (IOException and not FolderException) or UnauthorizedAccessException)
        {
            throw new FolderException($"the folder {full} cannot be used: {e.Message}; name another, or see to its permissions", e);
        }
    }

    /// <summary>Makes the folder, readable by its owner only.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Takes the lock that the file stands for, which goes with the process however that ends; null where another has it.</summary>
    public static FileStream? Hold(string file)
    {
        try
        {
            return new FileStream(file, Options(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    public byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Name, file));

    public IDurableFile Open(string file, long length)
    {
        var stream = new FileStream(Path.Combine(Name, file), Options(FileMode.OpenOrCreate, FileShare.Read));
        stream.SetLength(length);
        stream.Position = length;
        return new DiskFile(stream);
    }

    public void Rename(string from, string to) => File.Move(Path.Combine(Name, from), Path.Combine(Name, to), overwrite: true);

    public void Delete(string file) => File.Delete(Path.Combine(Name, file));

    public void Sync()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals names by itself, and has no call for it.
        }

        var descriptor = open(Name, 0);
        if (descriptor < 0)
        {
            throw new IOException($"{Name}: cannot be opened to be synced (errno {Marshal.GetLastPInvokeError()})");
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (fsync(descriptor) != 0)
        {
            throw new IOException($"{Name}: fsync failed (errno {Marshal.GetLastPInvokeError()})");
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int descriptor);

    private sealed class DiskFile(FileStream stream) : IDurableFile
    {
        public void Append(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

        public void Sync() => stream.Flush(flushToDisk: true);

        public void Dispose() => stream.Dispose();
    }
}
