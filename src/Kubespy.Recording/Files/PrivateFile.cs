namespace Kubespy.Recording.Files;

/// <summary>Files that their owner alone may read: they hold what a cluster holds.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">It exists, or cannot be written.</exception>
    public static FileStream Create(string path, bool overwrite)
    {
        if (!overwrite && new FileInfo(path) is { Exists: true, Length: > 0 })
        {
            throw new IOException($"{path} exists: choose another name, or --overwrite it");
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows() && file.CanSeek)
        {
            // What was there before may have been open to others.
            File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly);
        }

        return file;
    }
}
