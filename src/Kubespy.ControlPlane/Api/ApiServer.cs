using Kubespy.ControlPlane.Api.Admission;
using Kubespy.ControlPlane.Api.ManagedFields;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// The verbs on resources, as controllers call them, on the loop's thread: prepare, draw, commit. Every refusal is an
/// <see cref="ApiException"/> with the Status that the real server gives. Requests from outside go through <see cref="Prepared"/>.
/// </summary>
public sealed class ApiServer
{
    private readonly EventLoop _loop;
    private readonly Randomness _random;
    private readonly AdmissionChain _admission;
    private readonly WritePipeline _pipeline;

    public ApiServer(EventLoop loop, Store store, Randomness random)
    {
        Registry = new ResourceRegistry(Resources.BuiltIn);
        Registry.Added += store.Add;
        Registry.Removed += store.Remove;
        _loop = loop;
        _random = random;
        Store = store;
        _admission = new AdmissionChain(store, random);
        _pipeline = new WritePipeline(_admission);
        Prepared = new PreparedWrites(this, _pipeline);
    }

    public Store Store { get; }

    public ResourceRegistry Registry { get; }

    /// <summary>Writes that are prepared on other threads.</summary>
    public PreparedWrites Prepared { get; }

    internal DateTimeOffset Now => _loop.Now;

    public KubeObject Get(Resource resource, ObjectKey key) =>
        Store.Find(resource, key) ?? throw new ApiException(ApiStatus.NotFound(resource, key.Name));

    public KubeObject Create(Resource resource, KubeObject obj, WriteContext context) => Create(resource, obj, context, isApplied: false);

    /// <summary>Replaces the object or, with a subresource, that part of it. An object without a resourceVersion overwrites whatever is there, where its kind allows that.</summary>
    public KubeObject Update(Resource resource, KubeObject obj, WriteContext context, string subresource = "")
    {
        resource = Registry.Resolve(resource);
        var old = Get(resource, obj.Key);
        WritePipeline.CheckRevisionIsNamed(resource, obj);
        WritePipeline.CheckPreconditions(resource, obj, old);
        return Replace(resource, old, obj.Root, context, subresource);
    }

    /// <summary>Applies the patch to the object as it is now.</summary>
    public KubeObject Patch(Resource resource, ObjectKey key, Patch patch, WriteContext context, string subresource = "", FieldValidation validation = FieldValidation.Ignore) =>
        PatchAndWarn(resource, key, patch, context, subresource, validation).Object;

    /// <summary>
    /// Server-side apply: makes the configuration's fields the applier's, in an object that is there or is made of it.
    /// Whether it was made is said beside it.
    /// </summary>
    public (KubeObject Object, bool IsNew) Apply(Resource resource, ObjectKey key, MapValue config, WriteContext context, string subresource, bool force)
    {
        resource = Registry.Resolve(resource);
        var ignored = resource.Strategy.IgnoredFields(subresource);
        var (schema, served) = (context.Served?.Schema ?? resource.Schema, context.Served);
        if (Store.Find(resource, key) is { } old)
        {
            var live = served is null ? old : ManagedFieldsTracker.InVersion(old, served);
            var applied = Stored(ServerSideApply.Apply(live, config, schema, context, subresource, ignored, force, Now));
            WritePipeline.CheckPreconditions(resource, applied, old);
            return (Replace(resource, old, applied.Root, context, subresource, isApplied: true), false);
        }

        if (subresource.Length > 0)
        {
            throw new ApiException(ApiStatus.NotFound(resource, key.Name));
        }

        if (config.StringAt("metadata", "uid") is { Length: > 0 } uid)
        {
            throw new ApiException(ApiStatus.Conflict(
                resource, key.Name, $"uid mismatch: the provided object specified uid {uid}, and no existing object was found"));
        }

        ServerSideApply.Check(config, schema, ignored);
        var metadata = new MapBuilder().Set("name", key.Name).Set("namespace", resource.IsNamespaced ? StringValue.Of(key.Namespace) : null).ToMap();
        var empty = new KubeObject(MapValue.Of(("kind", resource.Kind), ("apiVersion", served?.ApiVersion ?? resource.ApiVersion), ("metadata", metadata)));
        var named = config.With("metadata", (config.MapAt("metadata") ?? MapValue.Empty).Overlaid(metadata));
        var made = Stored(ServerSideApply.Apply(empty, named, schema, context, "", ignored, force, Now));
        return (Create(resource, made, context, isApplied: true), true);

        KubeObject Stored(KubeObject obj) => served?.ToStored is { } convert ? new KubeObject(convert(obj.Root)) : obj;
    }

    /// <summary>Deletes gracefully where the kind has a grace period or finalizers remain; otherwise at once.</summary>
    public Deletion Delete(Resource resource, ObjectKey key, DeleteOptions options, WriteContext context)
    {
        resource = Registry.Resolve(resource);
        NamespaceLifecycle.CheckDeletion(resource, key.Name);
        var old = Get(resource, key);
        options.CheckPreconditions(resource, old);
        var marked = Deletion.Mark(resource.Strategy, old, options, Now);
        var isRemoved = Deletion.IsFinished(resource.Strategy, marked);
        marked = WritePipeline.Canonical(marked.Root, resource.Schema);
        if (context.IsDryRun)
        {
            return new Deletion(marked, isRemoved);
        }

        if (isRemoved && resource.Strategy.GracePeriodSeconds(old, null) is null)
        {
            return new Deletion(Store.Delete(resource, old), true);
        }

        // Kinds with a grace period are marked first, even where it is zero: watchers see both writes.
        var stored = Store.Update(resource, marked);
        return isRemoved ? new Deletion(Store.Delete(resource, stored), true) : new Deletion(stored, false);
    }

    /// <summary>Assigns a Pod to a node (POST pods/NAME/binding).</summary>
    public KubeObject Bind(ObjectKey key, string node, WriteContext context)
    {
        var pod = Get(Resources.Pods, key);
        PodBinding.Check(pod);
        var assigned = WritePipeline.Canonical(PodBinding.Assign(pod, node, Now).Root, Resources.Pods.Schema, pod.Root).Shared(pod);
        return context.IsDryRun ? assigned : Store.Update(Resources.Pods, assigned);
    }

    /// <summary>Takes the finalizers of a namespace's spec over (PUT namespaces/NAME/finalize); without any, it goes.</summary>
    public KubeObject Finalize(KubeObject ns, WriteContext context)
    {
        var old = Get(Resources.Namespaces, ns.Key);
        WritePipeline.CheckPreconditions(Resources.Namespaces, ns, old);
        var next = WritePipeline.Canonical(old.With("spec", ns.Root["spec"]).Root, Resources.Namespaces.Schema);
        return context.IsDryRun ? next : UpdateOrRemove(Resources.Namespaces, old, next);
    }

    internal (KubeObject Object, IReadOnlyList<string> Warnings) PatchAndWarn(
        Resource resource, ObjectKey key, Patch patch, WriteContext context, string subresource, FieldValidation validation)
    {
        resource = Registry.Resolve(resource);
        var old = Get(resource, key);
        var patched = WritePipeline.Patched(resource, old, patch, validation);
        return (Replace(resource, old, patched.Root, context, subresource), patched.Warnings);
    }

    /// <summary>Whether there may be such an object: any thread may ask first, the commit asks again.</summary>
    /// <exception cref="ApiException">Its namespace is not there or goes; it carries a revision.</exception>
    internal void CheckCreatable(Resource resource, KubeObject obj)
    {
        if (obj.ResourceVersion.Length > 0)
        {
            throw new ApiException(new ApiStatus(500, "", "resourceVersion should not be set on objects to be created"));
        }

        if (resource.IsNamespaced)
        {
            NamespaceLifecycle.Check(Store, resource, obj);
        }
    }

    /// <summary>Commits a new object that was prepared with the places of its identity held.</summary>
    internal KubeObject CommitNew(Resource resource, KubeObject given, KubeObject prepared, WriteContext context)
    {
        CheckCreatable(resource, given);
        var identity = Draw(resource, given);
        var completed = identity.Complete(prepared);
        return CommitNew(resource, PodAdmission.CompleteTokenName(completed, identity.NextSuffix), context);
    }

    /// <summary>Commits a changed object, prepared from the old one, which is what is stored.</summary>
    internal KubeObject CommitReplaced(Resource resource, KubeObject old, KubeObject prepared, WriteContext context, string subresource)
    {
        if (ReferenceEquals(prepared, old))
        {
            return old;
        }

        if (subresource.Length == 0)
        {
            _admission.Check(resource, prepared, old, context.IsDryRun, Now);
        }

        if (subresource == "resize" && prepared.Generation != old.Generation)
        {
            _admission.CheckResize(resource, prepared);
        }

        return context.IsDryRun ? prepared : UpdateOrRemove(resource, old, prepared);
    }

    private KubeObject Create(Resource resource, KubeObject obj, WriteContext context, bool isApplied)
    {
        resource = Registry.Resolve(resource);
        CheckCreatable(resource, obj);
        return CommitNew(resource, _pipeline.Create(resource, obj, Draw(resource, obj), context, isApplied), context);
    }

    private KubeObject CommitNew(Resource resource, KubeObject prepared, WriteContext context)
    {
        if (Store.Find(resource, prepared.Key) is not null)
        {
            throw new ApiException(ApiStatus.AlreadyExists(resource, prepared.Name));
        }

        _admission.Check(resource, prepared, null, context.IsDryRun, Now);
        return context.IsDryRun ? prepared.WithMetadata("resourceVersion", null) : Store.Create(resource, prepared);
    }

    private KubeObject Replace(Resource resource, KubeObject old, MapValue root, WriteContext context, string subresource, bool isApplied = false) =>
        CommitReplaced(resource, old, _pipeline.Replace(resource, old, root, context, subresource, isApplied, Now), context, subresource);

    /// <summary>
    /// An update after which nothing holds an object that is being deleted is never written: the object goes, as it stood, in one write, and whoever
    /// asked gets what it asked for (registry/store.go, deleteWithoutFinalizers).
    /// </summary>
    private KubeObject UpdateOrRemove(Resource resource, KubeObject old, KubeObject next)
    {
        if (!old.IsBeingDeleted || !Deletion.IsFinished(resource.Strategy, next))
        {
            return Store.Update(resource, next);
        }

        Store.Delete(resource, old);
        return next;
    }

    private NewIdentity Draw(Resource resource, KubeObject obj)
    {
        var name = obj.Name;
        if (name.Length == 0 && obj.Metadata["generateName"]?.AsString() is { Length: > 0 } prefix)
        {
            do
            {
                name = prefix + _random.NextNameSuffix();
            }
            while (Store.Find(resource, new ObjectKey(obj.Namespace, name)) is not null);
        }

        return new NewIdentity(name, _random.NextUid(), Now, () => _random.NextNameSuffix());
    }
}
