using Kubespy.ControlPlane.Server.Persistence;

namespace Kubespy.ControlPlane.Tests.Persistence;

/// <summary>
/// A folder that loses power: of each file is known what was synced and what was not, of the folder itself which names were.
/// <see cref="AfterPowerLoss"/> keeps what was synced, and of the rest as much as is asked.
/// </summary>
internal sealed class MemoryFolder : IDurableFolder
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Content> _files = new(StringComparer.Ordinal);
    private Dictionary<string, Content> _synced = new(StringComparer.Ordinal);
    private bool _isFull;

    /// <summary>Called after each change, and before each sync.</summary>
    public Action? Changed { get; set; }

    public string Name => "memory";

    public IReadOnlyList<string> Files
    {
        get
        {
            lock (_gate)
            {
                return [.. _files.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>From now on nothing can be written.</summary>
    public void Fill() => _isFull = true;

    /// <summary>Puts a file there, synced.</summary>
    public void Put(string file, byte[] bytes) => _files[file] = _synced[file] = new Content { Bytes = [.. bytes], Synced = bytes.Length };

    public byte[] Read(string file)
    {
        lock (_gate)
        {
            return [.. _files[file].Bytes];
        }
    }

    public IDurableFile Open(string file, long length)
    {
        lock (_gate)
        {
            if (!_files.TryGetValue(file, out var content))
            {
                _files[file] = content = new Content();
            }

            content.Bytes.RemoveRange((int)length, content.Bytes.Count - (int)length);
            content.Synced = Math.Min(content.Synced, (int)length);
            return new MemoryFile(this, content);
        }
    }

    public void Rename(string from, string to) => Change(() =>
    {
        _files[to] = _files[from];
        _files.Remove(from);
    });

    public void Delete(string file) => Change(() => _files.Remove(file));

    public void Sync()
    {
        Changed?.Invoke();
        lock (_gate)
        {
            _synced = new Dictionary<string, Content>(_files, StringComparer.Ordinal);
        }
    }

    /// <summary>What the disk has when the power is back: what was synced, and that share of what was not.</summary>
    public MemoryFolder AfterPowerLoss(double share)
    {
        var after = new MemoryFolder();
        lock (_gate)
        {
            // What was deleted since the last sync may be there or not; what was made since is not, unless all of it is.
            foreach (var (name, content) in share < 1 ? _synced : _files)
            {
                var length = content.Synced + (int)((content.Bytes.Count - content.Synced) * share);
                after.Put(name, [.. content.Bytes.Take(length)]);
            }
        }

        return after;
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
        }

        Changed?.Invoke();
    }

    private sealed class Content
    {
        public List<byte> Bytes { get; init; } = [];

        public int Synced { get; set; }
    }

    private sealed class MemoryFile(MemoryFolder folder, Content content) : IDurableFile
    {
        public void Append(ReadOnlySpan<byte> bytes)
        {
            if (folder._isFull)
            {
                throw new IOException("No space left on device");
            }

            lock (folder._gate)
            {
                content.Bytes.AddRange(bytes);
            }

            folder.Changed?.Invoke();
        }

        public void Sync()
        {
            folder.Changed?.Invoke();
            lock (folder._gate)
            {
                content.Synced = content.Bytes.Count;
            }
        }

        public void Dispose()
        {
            // Closing syncs nothing.
        }
    }
}
