using System.Globalization;
using Kubespy.Core.Changes;
using Kubespy.Core.Watching;
using Kubespy.Recording;
using Kubespy.Recording.Files;

namespace Kubespy.Cli.Recordings;

/// <summary>
/// Keeps what is observed in a file, as it comes: Secrets redacted, each version of an object once, however many watches tell of it. What has come is safe
/// on the disk's side a quarter of a second later. May be told by several threads.
/// </summary>
internal sealed class Recorder : IDisposable
{
    private static readonly TimeSpan FlushPeriod = TimeSpan.FromMilliseconds(250);

    private readonly object _gate = new();
    private readonly Dictionary<(string Context, string Uid), string> _versions = [];
    private readonly RecordingWriter _writer;
    private readonly SecretRedactor? _redactor;
    private readonly ITimer _flush;
    private readonly CancellationTokenSource _broken = new();
    private IOException? _failure;

    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public Recorder(RecordingWriter writer, SecretRedactor? redactor, TimeProvider clock)
    {
        (_writer, _redactor) = (writer, redactor);
        _flush = clock.CreateTimer(_ => Flush(), null, FlushPeriod, FlushPeriod);
    }

    /// <summary>Cancelled once it cannot be written any more; what went wrong is thrown by the next that it is told, or when it is closed.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <summary>How many entries were written.</summary>
    public long Entries
    {
        get
        {
            lock (_gate)
            {
                return _writer.Entries;
            }
        }
    }

    /// <exception cref="IOException">It could not be written, now or when it was flushed last.</exception>
    public void See(SourceEvent news, string context = "", bool hasLeft = false)
    {
        lock (_gate)
        {
            if (_failure is { } failure)
            {
                _failure = null;
                throw failure;
            }

            if (news is SourceEvent.ObjectChanged change)
            {
                if (!IsNews(context, change))
                {
                    return;
                }

                news = change with { Object = _redactor?.Redact(change.Object) ?? change.Object };
            }

            _writer.Append(new RecordedEvent(news, context, hasLeft));
        }
    }

    /// <exception cref="IOException">It could not be written, now or when it was flushed last.</exception>
    public void Dispose()
    {
        _flush.Dispose();
        lock (_gate)
        {
            _writer.Dispose();
            _broken.Dispose();
            if (_failure is { } failure)
            {
                _failure = null;
                throw failure;
            }
        }
    }

    /// <summary>Two watches of one object are not ordered among each other: what is older than what was told is none.</summary>
    private bool IsNews(string context, SourceEvent.ObjectChanged change)
    {
        var (key, version) = ((context, change.Object.Uid), change.Object.ResourceVersion);
        if (change.Type == ChangeType.Deleted)
        {
            return _versions.Remove(key) || change.Object.Uid.Length == 0;
        }

        if (_versions.TryGetValue(key, out var known) && (known == version || IsOlder(version, known)))
        {
            return false;
        }

        _versions[key] = version;
        return true;
    }

    /// <summary>Versions of one resource are numbers that compare (KEP-5504); those that are none tell nothing.</summary>
    private static bool IsOlder(string version, string known) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var one) && ulong.TryParse(known, NumberStyles.None, CultureInfo.InvariantCulture, out var other) && one < other;

    private void Flush()
    {
        lock (_gate)
        {
            try
            {
                _writer.Flush();
            }
            catch (IOException e)
            {
                _failure ??= e;
                _broken.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The last tick, after the end.
            }
        }
    }
}
