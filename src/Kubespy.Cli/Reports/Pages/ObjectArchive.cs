using System.IO.Compression;
using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Timelines;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>
/// Every version of the objects of a report, to be looked at in its page: the first whole, later ones as what differs, and what changed in words. Secrets
/// are without their values. It is packed to fit a bound: where all of it does not, versions in the middle are left out, and that is said.
/// </summary>
internal sealed class ObjectArchive
{
    /// <summary>Objects beyond these are not kept.</summary>
    private const int MaxObjects = 5_000;

    private const int MaxVersions = 50_000;

    private const int MostWhole = 15_000;

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
        foreach (var most in (int[])[int.MaxValue, 40, 15, 6, 2, 1])
        {
            if (most == int.MaxValue && _versions > MostWhole)
            {
                // It will not fit, and to see that takes long.
                continue;
            }

            var left = 0;
            var packed = Compress(ValueWriter.Write(MapValue.Of(_objects.Select(o => KeyValuePair.Create(o.Key, (Value)ObjectOf(o.Key, o.Value, start, most, ref left))))));
            if (packed.Length <= room)
            {
                LeftOut += left;
                return packed;
            }
        }

        LeftOut = _versions;
        return Compress("{}"u8.ToArray());
    }

    private MapValue ObjectOf(string uid, ArchivedObject archived, DateTimeOffset start, int most, ref int left)
    {
        var (versions, leftOut) = archived.Versions(start, most);
        left += leftOut;
        return MapValue.Of(
            ("kind", archived.Last.Kind),
            ("name", archived.Last.Name),
            ("namespace", archived.Last.Namespace),
            ("versions", versions),
            ("events", ListValue.Of((_events.GetValueOrDefault(uid) ?? []).TakeLast(most == int.MaxValue ? MaxEvents : 3).Select(e => (Value)EventOf(e, start)))));
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

    private static string Compress(byte[] json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(json);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }
}
