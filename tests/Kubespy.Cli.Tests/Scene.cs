using Kubespy.Core.Explaining.Reading;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Ownership;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;
using Kubespy.Yaml;

namespace Kubespy.Cli.Tests;

/// <summary>
/// Objects of a cluster at one moment, written by hand (Scenes/NAME.yaml): first what is traced and what is expected of it, then the objects.
/// Its trace knows no more than its needs bring, each object as the need's projection keeps it.
/// </summary>
internal sealed class Scene
{
    private static readonly string[] ClusterScoped = ["Node", "Namespace", "PersistentVolume", "StorageClass", "IngressClass"];

    private readonly List<KubeObject> _objects = [];
    private readonly MapValue _head;

    private Scene(MapValue head, IEnumerable<MapValue> objects)
    {
        _head = head;
        Now = Timestamp.Parse(head.StringAt("at")) ?? new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        foreach (var obj in objects)
        {
            _objects.Add(Complete(obj));
        }
    }

    public DateTimeOffset Now { get; }

    public Value? Expected => _head["expect"];

    public static IEnumerable<string> Names => typeof(Scene).Assembly.GetManifestResourceNames().Where(n => n.StartsWith("scene/", StringComparison.Ordinal)).Select(n => n["scene/".Length..]);

    /// <param name="name">The file's, without its end.</param>
    /// <param name="change">What becomes of each object, by the field that holds it; null leaves all as it is.</param>
    public static Scene Load(string name, Func<string, Value, Value>? change = null)
    {
        using var stream = typeof(Scene).Assembly.GetManifestResourceStream("scene/" + name)!;
        using var reader = new StreamReader(stream);
        var documents = YamlReader.ReadAll(reader.ReadToEnd()).OfType<MapValue>().ToArray();
        return new Scene(documents[0], documents.Skip(1).Select(d => change is null ? d : (MapValue)change("", d)));
    }

    public ObjectTracer Trace()
    {
        var root = _objects[0];
        var kind = KindTraces.For(root.Gvk);
        var tracer = new ObjectTracer(kind, root.Name, root.Namespace);
        var (store, met, brought) = (new ObjectStore(), new HashSet<Need>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var forbidden in _head.ListAt("forbidden"))
        {
            tracer.Apply(new SourceEvent.Forbidden(Now, new GroupVersionResource("", "v1", forbidden.AsString()!), $"{forbidden.AsString()} is forbidden"));
        }

        tracer.Apply(new SourceEvent.ObjectChanged(Now, ChangeType.Added, root, true));
        store.Apply(ChangeType.Added, root);
        while (kind.Needs(root, new Known(store, met)).FirstOrDefault(n => !met.Contains(n)) is { } need)
        {
            met.Add(need);
            if (_head.ListAt("forbidden").All(f => f.AsString() != need.Resource.Resource))
            {
                tracer.Apply(new SourceEvent.Synced(Now, need.Resource));
            }

            foreach (var obj in _objects.Where(o => IsBroughtBy(need, o) && _head.ListAt("forbidden").All(f => f.AsString() != need.Resource.Resource)))
            {
                var kept = new KubeObject((MapValue)ValueReader.Read(obj.Json.Span, need.Projection));
                if (need.LeadsOn)
                {
                    store.Apply(ChangeType.Added, kept);
                }

                // Of two watches that bring the same object, the fuller one counts here, as the later change would.
                if (brought.Add(obj.Uid) || need.LeadsOn)
                {
                    tracer.Apply(new SourceEvent.ObjectChanged(Now, ChangeType.Added, kept, true));
                }
            }
        }

        foreach (var probe in _head.ListAt("probes"))
        {
            tracer.Apply(new SourceEvent.Probed(Now, probe.StringAt("check")!, probe.BoolAt("good")!.Value, probe.StringAt("text")!));
        }

        if (kind is OwnedTreeKind or NamespaceKind)
        {
            // Which kinds those are is found in the cluster; no need names them.
            foreach (var obj in _objects.Skip(1))
            {
                tracer.Apply(new SourceEvent.ObjectChanged(Now, ChangeType.Added, obj, true));
            }
        }

        foreach (var log in _head.ListAt("logs"))
        {
            var pod = _objects.First(o => o.Kind == "Pod" && o.Name == log.StringAt("pod"));
            tracer.Apply(new SourceEvent.LogRead(Now, pod.Uid, log.StringAt("container")!, [.. log.ListAt("lines").Select(l => l.AsString() ?? "")]));
        }

        tracer.Apply(new SourceEvent.CaughtUp(Now));
        return tracer;
    }

    /// <summary>What <c>kubespy why</c> would have read of it.</summary>
    public TraceWorld Read()
    {
        var (store, events) = (new ObjectStore(), new EventIndex());
        string[] forbidden = [.. _head.ListAt("forbidden").Select(f => f.AsString()!)];
        var world = new TraceWorld(Now, _objects[0], store, events, 3) { Forbidden = forbidden, LogOf = LogOf };
        store.Apply(ChangeType.Added, _objects[0]);
        if (TargetNeeds.ComeWithItsTree(_objects[0]))
        {
            foreach (var obj in OwnershipTree.Below(_objects[0].Uid, _objects))
            {
                store.Apply(ChangeType.Added, obj);
            }
        }

        var met = new HashSet<Need>();
        while (TargetNeeds.Of(world, new Known(store, met)).Where(met.Add).ToArray() is { Length: > 0 } needs)
        {
            foreach (var obj in needs.Where(n => !forbidden.Contains(n.Resource.Resource)).SelectMany(n => _objects.Where(o => IsBroughtBy(n, o)).Select(o => Kept(o, n))))
            {
                if (obj.Kind == "Event")
                {
                    events.Apply(ChangeType.Added, obj);
                }
                else if (store.Get(obj.Uid) is null)
                {
                    store.Apply(ChangeType.Added, obj);
                }
            }
        }

        return world;
    }

    /// <summary>As it is read: what the need's projection keeps, with the kind that lists do not tell.</summary>
    private static KubeObject Kept(KubeObject obj, Need need) => new(
        ((MapValue)ValueReader.Read(obj.Json.Span, need.Projection)).With("kind", obj.Kind).With("apiVersion", obj.ApiVersion));

    private string[] LogOf(string uid, string container) => [.. _head.ListAt("logs")
        .Where(l => l.StringAt("container") == container && _objects.Any(o => o.Uid == uid && o.Name == l.StringAt("pod")))
        .SelectMany(l => l.ListAt("lines")).Select(l => l.AsString() ?? "")];

    private static bool IsBroughtBy(Need need, KubeObject obj) =>
        obj.Kind == need.Kind && obj.ApiVersion == need.Resource.ApiVersion && (need.Namespace.Length == 0 || obj.Namespace == need.Namespace)
        && (need.LabelSelector.Length == 0 || LabelSelector.Parse(need.LabelSelector).Matches(obj.Labels))
        && need.FieldSelector.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('='))
            .All(f => (obj.Root.StringAt(f[0].Split('.')) ?? "") == f[1]);

    /// <summary>What every object has goes without saying: UID, namespace, age, API version of the core group; <c>owner: Kind/name</c> is its controller.</summary>
    private KubeObject Complete(MapValue obj)
    {
        var kind = obj.StringAt("kind")!;
        var metadata = obj.MapAt("metadata")!;
        metadata = metadata.With("uid", metadata["uid"] ?? $"{kind}/{metadata.StringAt("name")}");
        metadata = metadata.With("creationTimestamp", metadata["creationTimestamp"] ?? Timestamp.Format(Now.AddMinutes(-5)));
        if (!ClusterScoped.Contains(kind))
        {
            metadata = metadata.With("namespace", metadata["namespace"] ?? "default");
        }

        if (obj.StringAt("owner")?.Split('/') is [var ownerKind, var owner])
        {
            var reference = new OwnerReference("", ownerKind, owner, $"{ownerKind}/{owner}", Controller: true, BlockOwnerDeletion: true);
            metadata = metadata.With("ownerReferences", ListValue.Of([(Value)reference.ToValue()]));
        }

        var complete = obj.Without("owner").With("metadata", metadata);
        return new KubeObject(complete.With("apiVersion", complete["apiVersion"] ?? "v1"));
    }
}
