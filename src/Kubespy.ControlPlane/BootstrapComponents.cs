using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane;

/// <summary>
/// What a real API server writes for itself when it starts: its own groups as APIServices, who is served how fast, the range of Services' addresses.
/// components.json is what one wrote (tools/twin/bootstrap.py), read once in a process: what differs from start to start is the identity and the time.
/// </summary>
internal static class BootstrapComponents
{
    private static readonly IReadOnlyList<(Resource Resource, KubeObject Prepared)> Prepared = Read();

    public static void Create(ApiServer api, WriteContext identity)
    {
        var now = StringValue.Of(Timestamp.Format(api.Now));
        foreach (var (resource, prepared) in Prepared)
        {
            if (api.Store.Find(resource, prepared.Key) is null)
            {
                api.CommitNew(resource, prepared.WithMetadata("resourceVersion", null), Dated(prepared, now), identity);
            }
        }
    }

    /// <summary>Conditions have held since now.</summary>
    private static KubeObject Dated(KubeObject obj, StringValue now)
    {
        if (obj.Status is not MapValue status || status["conditions"] is not ListValue conditions)
        {
            return obj;
        }

        return obj.With("status", status.With("conditions", ListValue.Of(conditions.Select(c => (Value)((MapValue)c).With("lastTransitionTime", now)))));
    }

    private static List<(Resource Resource, KubeObject Prepared)> Read()
    {
        using var stream = typeof(BootstrapComponents).Assembly.GetManifestResourceStream("components.json")
            ?? throw new InvalidOperationException("What a cluster has from its start is missing from the assembly.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var read = new List<(Resource, KubeObject)>();
        foreach (var line in ValueReader.Read(memory.ToArray()).AsList()!)
        {
            var kind = line.StringAt("kind");
            var resource = ComponentResources.All.First(r => r.Kind == kind);
            var holder = new NewIdentity(line.StringAt("metadata", "name")!, "", DateTimeOffset.UnixEpoch, static () => "").GiveTo(new KubeObject((MapValue)line));
            read.Add((resource, WritePipeline.Canonical(Timed(holder.Root), resource.Schema)));
        }

        return read;
    }

    /// <summary>Room for the times, so that each has its place in the canonical order.</summary>
    private static MapValue Timed(MapValue root)
    {
        const string Epoch = "1970-01-01T00:00:00Z";
        var owners = root.MapAt("metadata").ListAt("managedFields").Select(o => (Value)((MapValue)o).With("time", Epoch));
        var conditions = root.ListAt("status", "conditions").Select(c => (Value)((MapValue)c).With("lastTransitionTime", Epoch)).ToArray();
        var timed = root.WithAt(["metadata", "managedFields"], ListValue.Of(owners));
        return conditions.Length == 0 ? timed : timed.WithAt(["status", "conditions"], ListValue.Of(conditions));
    }
}
