using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Kubelet;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Restoring;

/// <summary>
/// What a cluster needs to go on from the objects that were recorded of another: they keep their UIDs and times; what was not recorded is made as it would
/// be on any cluster, and what cannot be gone on with is left out and named. Images behave as they were seen to.
/// </summary>
public sealed class RecordedCluster
{
    private RecordedCluster(StoredState state, IReadOnlyList<string> nodes, IReadOnlyDictionary<string, ImageBehaviour> images, IReadOnlyList<string> notices) =>
        (State, Nodes, Images, Notices) = (state, nodes, images, notices);

    public StoredState State { get; }

    /// <summary>The nodes that were recorded, and those that recorded Pods are on.</summary>
    public IReadOnlyList<string> Nodes { get; }

    public IReadOnlyDictionary<string, ImageBehaviour> Images { get; }

    /// <summary>What was left out or changed, in words.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <param name="recorded">The objects as they were at that moment.</param>
    /// <param name="time">The moment.</param>
    public static RecordedCluster Of(IReadOnlyList<KubeObject> recorded, DateTimeOffset time)
    {
        var notices = new List<string>();
        var definitions = recorded.Where(o => o.Kind == "CustomResourceDefinition").ToDictionary(d => (d.Root.StringAt("spec", "group") ?? "", d.Root.StringAt("spec", "names", "kind") ?? ""), d => d.Name);
        var (kept, left) = (new List<(string Resource, KubeObject Object)>(), new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var obj in recorded)
        {
            var resource = Resources.Find(obj.Gvk.Group, obj.Kind) is { } builtIn && builtIn.Version == obj.Gvk.Version ? builtIn.GroupResource : definitions.GetValueOrDefault((obj.Gvk.Group, obj.Kind));
            if (resource is null)
            {
                left[$"{obj.Kind} of {obj.ApiVersion}"] = left.GetValueOrDefault($"{obj.Kind} of {obj.ApiVersion}") + 1;
            }
            else
            {
                kept.Add((resource, obj));
            }
        }

        notices.AddRange(left.Select(l => $"left out, the embedded cluster does not serve it: {l.Value} {l.Key}"));
        var uids = kept.Select(o => o.Object.Uid).ToHashSet(StringComparer.Ordinal);
        var orphans = 0;
        var objects = kept.Select(o => (o.Resource, Object: Disowned(o.Object, uids, ref orphans))).ToList();
        if (orphans > 0)
        {
            notices.Add(string.Create(CultureInfo.InvariantCulture, $"{orphans} {(orphans == 1 ? "object was" : "objects were")} recorded without the owner: taken from it, so that the garbage collector does not delete {(orphans == 1 ? "it" : "them")}"));
        }

        var pods = objects.Where(o => o.Resource == "pods").Select(o => o.Object).ToArray();
        string[] nodes = [.. objects.Where(o => o.Resource == "nodes").Select(o => o.Object.Name)
            .Concat(pods.Select(p => p.Root.StringAt("spec", "nodeName") ?? "").Where(n => n.Length > 0))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var state = new StoredState { IsPartial = true };
        var revision = Numbered(objects);
        var newest = objects.SelectMany(o => TimesOf(o.Object)).DefaultIfEmpty(time).Max();
        if (newest > time + TimeSpan.FromSeconds(1))
        {
            // Its observer's seconds are told, and of the objects the cluster's: no object may come from a time that is yet to come.
            notices.Add(string.Create(CultureInfo.InvariantCulture, $"the cluster that was recorded ran ahead of its observer (--speed): time goes on from its newest object's, {newest.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"));
            time = newest;
        }

        state.Load(revision, time, MapValue.Empty, objects.Select(o => new StoreRecord(StoreRecordType.Added, revision, time, o.Resource, o.Object)));
        return new RecordedCluster(state, nodes, RecordedImages.Of(pods, time), notices);
    }

    /// <summary>When it was made, written, and its conditions changed.</summary>
    private static IEnumerable<DateTimeOffset> TimesOf(KubeObject obj)
    {
        string?[] times =
        [
            obj.Metadata.StringAt("creationTimestamp"),
            .. obj.Metadata.ListAt("managedFields").Select(f => f.StringAt("time")),
            .. obj.Status.ListAt("conditions").Select(c => c.StringAt("lastTransitionTime")),
        ];
        return times.Select(Timestamp.Parse).OfType<DateTimeOffset>();
    }

    /// <summary>Without owners that nobody knows.</summary>
    private static KubeObject Disowned(KubeObject obj, HashSet<string> known, ref int orphans)
    {
        var owners = obj.Metadata.ListAt("ownerReferences");
        Value[] left = [.. owners.Where(o => known.Contains(o.StringAt("uid") ?? ""))];
        if (left.Length == owners.Count)
        {
            return obj;
        }

        orphans++;
        return obj.WithMetadata("ownerReferences", left.Length > 0 ? ListValue.Of(left) : null);
    }

    /// <summary>The revision that the cluster goes on from: beyond all recorded ones; where those are no numbers, they are numbered anew.</summary>
    private static long Numbered(List<(string Resource, KubeObject Object)> objects)
    {
        var highest = 1L;
        for (var i = 0; i < objects.Count; i++)
        {
            if (!long.TryParse(objects[i].Object.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) || revision is < 1 or > long.MaxValue / 2)
            {
                for (var j = 0; j < objects.Count; j++)
                {
                    objects[j] = (objects[j].Resource, objects[j].Object.WithResourceVersion(j + 2));
                }

                return objects.Count + 2;
            }

            highest = Math.Max(highest, revision);
        }

        return highest + 1;
    }
}
