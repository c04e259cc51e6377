using System.IO.Compression;
using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Timelines;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>
/// Every version of the objects of a report, to be looked at in its page: the first whole, later ones as what differs, and what changed in words. Secrets
/// are without their values. It is packed to fit a bound: where all of it does not, versions in the middle are left out, and that is said. Where not even the first ones do, nothing is packed.
/// </summary>
internal sealed class ObjectArchive
{
    /// <summary>Objects beyond these are not kept.</summary>
    private const int MaxObjects = 5_000;

    private const int MaxVersions = 50_000;

    private const int MostTries = 4;

    /// <summary>What of a version's size is left of it packed: a guess, until it has been tried.</summary>
    private const double FirstShare = 0.05;

    /// <summary>Of each object so many Events are kept, the newest.</summary>
    private const int MaxEvents = 30;

    private readonly SecretRedactor _redactor = new();
    private readonly Dictionary<string, ArchivedObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SourceEvent.ObjectChanged>> _events = new(StringComparer.Ordinal);
    private int _versions;

    /// <summary>How many versions there was no room for.</summary>
    public int LeftOut { get; private set; }

    public IReadOnlyCollection<string> Uids => _objects.Keys;

    public void Apply(SourceEvent news)
    {
        if (news is not SourceEvent.ObjectChanged change || change.Object.Uid.Length == 0)
        {
            return;
        }

        if (change.Object.Kind == "Event")
        {
            ApplyEvent(change);
            return;
        }

        var isKnown = _objects.TryGetValue(change.Object.Uid, out var known);
        if ((!isKnown && _objects.Count >= MaxObjects) || _versions >= MaxVersions)
        {
            LeftOut++;
            return;
        }

        if (!isKnown)
        {
            _objects[change.Object.Uid] = known = new ArchivedObject();
        }

        _versions += known!.Add(change with { Object = _redactor.Redact(change.Object) }) ? 1 : 0;
    }

    /// <summary>Only what belongs to the timeline stays.</summary>
    public void Narrow(Timeline timeline, KubeObject target)
    {
        var uids = timeline.Owners.Select(o => o.Uid).Concat(timeline.Pods.Select(p => p.Uid)).Concat(timeline.Marks.Select(m => m.Uid)).ToHashSet(StringComparer.Ordinal);
        var services = timeline.Services.Select(s => (s.Namespace, s.Name)).ToHashSet();
        foreach (var (uid, archived) in _objects.ToArray())
        {
            var obj = archived.Last;
            var isTarget = obj.Kind == target.Kind && obj.Name == target.Name && obj.Namespace == target.Namespace;
            var service = obj.Kind switch { "Service" => obj.Name, "EndpointSlice" => obj.Label("kubernetes.io/service-name") ?? "", _ => "" };
            if (!isTarget && !uids.Contains(uid) && !services.Contains((obj.Namespace, service)))
            {
                _objects.Remove(uid);
            }
        }
    }

    /// <summary>The UID of the object of that name, the last that bore it; empty where none is kept.</summary>
    public string UidOf(string kind, string ns, string name) =>
        _objects.LastOrDefault(o => o.Value.Last.Kind == kind && o.Value.Last.Namespace == ns && o.Value.Last.Name == name).Key ?? "";

    /// <summary>As gzip in base 64: an object by UID of <c>{kind, name, namespace, versions, events}</c>.</summary>
    /// <param name="start">What times are milliseconds since.</param>
    /// <param name="room">How many characters there may be.</param>
    public string Pack(DateTimeOffset start, int room)
    {
        var all = _objects.Values.Select(o => o.Count).DefaultIfEmpty(0).Max();
        var (share, best, bestMost) = (FirstShare, "", 0);
        for (var tried = 0; tried < MostTries; tried++)
        {
            var most = Fitting(start, room / share, all);
            if (most <= bestMost)
            {
                break;
            }

            var size = _objects.Values.Sum(o => o.Size(start, most));
            var packed = Compress(start, most);
            share = (double)packed.Length / Math.Max(size, 1) * (packed.Length <= room ? 1 : 1.05);
            if (packed.Length <= room)
            {
                (best, bestMost) = (packed, most);
            }
        }

        LeftOut += _objects.Values.Sum(o => Math.Max(0, o.Count - bestMost));
        return best;
    }

    /// <summary>How many versions of each object may be kept so that all have about that size.</summary>
    private int Fitting(DateTimeOffset start, double size, int all)
    {
        var (low, high) = (0, all);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _objects.Values.Sum(o => o.Size(start, middle)) <= size ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private string Compress(DateTimeOffset start, int most)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var separator = "{"u8.ToArray();
            foreach (var (uid, archived) in _objects)
            {
                gzip.Write(separator);
                separator = ","u8.ToArray();
                gzip.Write(ValueWriter.Write(StringValue.Of(uid)));
                gzip.Write(":{\"kind\":"u8);
                gzip.Write(ValueWriter.Write(StringValue.Of(archived.Last.Kind)));
                gzip.Write(",\"name\":"u8);
                gzip.Write(ValueWriter.Write(StringValue.Of(archived.Last.Name)));
                gzip.Write(",\"namespace\":"u8);
                gzip.Write(ValueWriter.Write(StringValue.Of(archived.Last.Namespace)));
                gzip.Write(",\"events\":"u8);
                var events = (_events.GetValueOrDefault(uid) ?? []).TakeLast(most >= archived.Count ? MaxEvents : 3);
                gzip.Write(ValueWriter.Write(ListValue.Of(events.Select(e => (Value)EventOf(e, start)))));
                gzip.Write(",\"versions\":["u8);
                foreach (var (i, version) in archived.Versions(start, most).Index())
                {
                    gzip.Write(i == 0 ? ""u8 : ","u8);
                    gzip.Write(version);
                }

                gzip.Write("]}"u8);
            }

            gzip.Write(_objects.Count == 0 ? "{}"u8 : "}"u8);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    private static MapValue EventOf(SourceEvent.ObjectChanged change, DateTimeOffset start) => MapValue.Of(
        ("at", Milliseconds(change.Time, start)),
        ("type", change.Object.Root.StringAt("type") ?? ""),
        ("reason", change.Object.Root.StringAt("reason") ?? ""),
        ("message", change.Object.Root.StringAt("message") ?? change.Object.Root.StringAt("note") ?? ""));

    private void ApplyEvent(SourceEvent.ObjectChanged change)
    {
        var about = change.Object.Root.StringAt("involvedObject", "uid") ?? "";
        if (change.Type == ChangeType.Deleted || about.Length == 0)
        {
            return;
        }

        if (!_events.TryGetValue(about, out var events))
        {
            if (_events.Count >= MaxObjects)
            {
                return;
            }

            _events[about] = events = [];
        }

        events.Add(change);
        if (events.Count > MaxEvents)
        {
            events.RemoveAt(0);
        }
    }

    internal static long Milliseconds(DateTimeOffset time, DateTimeOffset start) => (long)(time - start).TotalMilliseconds;
}
