using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Core.Objects;

/// <summary>
/// One revision of an API object: an immutable value whose bytes are cached for a while (design.md, law 8; ADR 26).
/// Typed access is by views over it; a changed copy shares what did not change.
/// </summary>
public sealed class KubeObject
{
    private RenderedJson? _json;
    private ObjectKey? _key;
    private object? _view;

    public KubeObject(MapValue root)
    {
        Root = root;
        Metadata = root["metadata"]?.AsMap() ?? MapValue.Empty;
    }

    public MapValue Root { get; }

    public MapValue Metadata { get; }

    public string ApiVersion => Root.StringAt("apiVersion") ?? "";

    public string Kind => Root.StringAt("kind") ?? "";

    public GroupVersionKind Gvk => GroupVersionKind.Of(ApiVersion, Kind);

    public string Name => Metadata.StringAt("name") ?? "";

    public string Namespace => Metadata.StringAt("namespace") ?? "";

    public ObjectKey Key => _key ??= new ObjectKey(Namespace, Name);

    public string Uid => Metadata.StringAt("uid") ?? "";

    /// <summary>Opaque to an observer (design.md, law 6); the embedded cluster alone reads it as a number.</summary>
    public string ResourceVersion => Metadata.StringAt("resourceVersion") ?? "";

    public long Generation => Metadata.Int64At("generation") ?? 0;

    public MapValue Labels => Metadata["labels"]?.AsMap() ?? MapValue.Empty;

    public MapValue Annotations => Metadata["annotations"]?.AsMap() ?? MapValue.Empty;

    public DateTimeOffset? CreationTimestamp => Timestamp.Parse(Metadata.StringAt("creationTimestamp"));

    public DateTimeOffset? DeletionTimestamp => Timestamp.Parse(Metadata.StringAt("deletionTimestamp"));

    public bool IsBeingDeleted => Metadata["deletionTimestamp"] is StringValue;

    public IEnumerable<OwnerReference> OwnerReferences => Metadata.ListAt("ownerReferences").Select(OwnerReference.Of);

    /// <summary>The owner that manages the object, at most one (metav1.GetControllerOf).</summary>
    public OwnerReference? ControllerRef => OwnerReferences.FirstOrDefault(o => o.Controller);

    public IEnumerable<string> Finalizers => Metadata.ListAt("finalizers").Select(f => f.AsString() ?? "");

    public MapValue? Spec => Root["spec"]?.AsMap();

    public MapValue? Status => Root["status"]?.AsMap();

    /// <summary>The object as compact JSON, encoded once while many ask for it. The caller must not change the bytes.</summary>
    public ReadOnlyMemory<byte> Json
    {
        get
        {
            if (_json?.Bytes is { } kept)
            {
                return kept;
            }

            var bytes = ValueWriter.Write(Root);
            _json = RenderedJson.Keep(bytes);
            return bytes;
        }
    }

    /// <exception cref="System.Text.Json.JsonException">The bytes are not a JSON object.</exception>
    public static KubeObject Parse(ReadOnlySpan<byte> utf8) =>
        ValueReader.Read(utf8) is MapValue map
            ? new KubeObject(map)
            : throw new System.Text.Json.JsonException("a Kubernetes object is a JSON object");

    public static KubeObject Parse(string json) => Parse(System.Text.Encoding.UTF8.GetBytes(json));

    /// <summary>The same object, for long keeping: of parts that it has in common with others, with the revision before first of all.</summary>
    public KubeObject Shared(KubeObject? before = null) => ValuePool.Share(Root, before?.Root) is var root && ReferenceEquals(root, Root) ? this : new(root);

    /// <summary>A typed view of this revision, made once: the last kind of view asked for is kept.</summary>
    public T View<T>(Func<KubeObject, T> make)
        where T : class
    {
        if (_view is T view)
        {
            return view;
        }

        var made = make(this);
        _view = made;
        return made;
    }

    public string? Annotation(string name) => Annotations.StringAt(name);

    public string? Label(string name) => Labels.StringAt(name);

    public KubeObject With(string field, Value? value) => new(Root.WithOptional(field, value));

    public KubeObject WithMetadata(string field, Value? value) => new(Root.With("metadata", Metadata.WithOptional(field, value)));

    public KubeObject WithResourceVersion(long revision) =>
        WithMetadata("resourceVersion", revision.ToString(CultureInfo.InvariantCulture));

    public KubeObject WithAnnotation(string name, string? value) =>
        WithMetadata("annotations", Annotations.WithOptional(name, value is null ? null : StringValue.Of(value)));

    public KubeObject WithLabel(string name, string? value) =>
        WithMetadata("labels", Labels.WithOptional(name, value is null ? null : StringValue.Of(value)));

    public KubeObject WithFinalizers(IEnumerable<string> finalizers)
    {
        var list = ListValue.Of(finalizers.Select(f => (Value)f));
        return WithMetadata("finalizers", list.Count == 0 ? null : list);
    }

    public KubeObject WithoutFinalizer(string finalizer) => WithFinalizers(Finalizers.Where(f => f != finalizer));

    public KubeObject WithOwnerReferences(IEnumerable<OwnerReference> owners)
    {
        var list = ListValue.Of(owners.Select(o => (Value)o.ToValue()));
        return WithMetadata("ownerReferences", list.Count == 0 ? null : list);
    }

    /// <summary>With one owner more; the others stay as they are written.</summary>
    public KubeObject WithOwner(OwnerReference owner) =>
        WithMetadata("ownerReferences", Metadata.ListAt("ownerReferences").Add(owner.ToValue()));

    /// <summary>Without the owners of those UIDs; the others stay as they are written.</summary>
    public KubeObject WithoutOwners(Func<string, bool> isGone)
    {
        var list = ListValue.Of(Metadata.ListAt("ownerReferences").Where(o => !isGone(o.StringAt("uid") ?? "")));
        return WithMetadata("ownerReferences", list.Count == 0 ? null : list);
    }

    public override string ToString() => $"{Kind} {Key} {Uid}@{ResourceVersion}";
}
