using Kubespy.ControlPlane.Api.Admission;
using Kubespy.ControlPlane.Api.ManagedFields;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Api.Validation;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// The verbs on resources, as requests and controllers call them, on the loop's thread:
/// default, track, prepare, admit, validate, commit. Every refusal is an <see cref="ApiException"/>
/// with the Status that the real server gives.
/// </summary>
public sealed class ApiServer
{
    private readonly EventLoop _loop;
    private readonly Randomness _random;
    private readonly AdmissionChain _admission;

    public ApiServer(EventLoop loop, Store store, Randomness random)
    {
        Registry = new ResourceRegistry(Resources.BuiltIn);
        Registry.Added += store.Add;
        Registry.Removed += store.Remove;
        _loop = loop;
        _random = random;
        Store = store;
        _admission = new AdmissionChain(store, random);
    }

    public Store Store { get; }

    public ResourceRegistry Registry { get; }

    public KubeObject Get(Resource resource, ObjectKey key) =>
        Store.Find(resource, key) ?? throw new ApiException(ApiStatus.NotFound(resource, key.Name));

    public KubeObject Create(Resource resource, KubeObject obj, WriteContext context) => Create(resource, obj, context, isApplied: false);

    /// <summary>
    /// Server-side apply: makes the configuration's fields the applier's, in an object that is there or is made of it.
    /// Whether it was made is said beside it.
    /// </summary>
    public (KubeObject Object, bool IsNew) Apply(Resource resource, ObjectKey key, MapValue config, WriteContext context, string subresource, bool force)
    {
        resource = Registry.Resolve(resource);
        var ignored = resource.Strategy.IgnoredFields(subresource);
        if (Store.Find(resource, key) is { } old)
        {
            var applied = ServerSideApply.Apply(old, config, resource.Schema, context, subresource, ignored, force, _loop.Now);
            CheckPreconditions(resource, applied, old);
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

        var metadata = new MapBuilder().Set("name", key.Name).Set("namespace", resource.IsNamespaced ? StringValue.Of(key.Namespace) : null).ToMap();
        var empty = new KubeObject(MapValue.Of(("kind", resource.Kind), ("apiVersion", resource.ApiVersion), ("metadata", metadata)));
        var made = ServerSideApply.Apply(empty, config.With("metadata", (config.MapAt("metadata") ?? MapValue.Empty).Overlaid(metadata)), resource.Schema, context, "", ignored, force, _loop.Now);
        return (Create(resource, made, context, isApplied: true), true);
    }

    private KubeObject Create(Resource resource, KubeObject obj, WriteContext context, bool isApplied)
    {
        if (obj.ResourceVersion.Length > 0)
        {
            throw new ApiException(new ApiStatus(500, "", "resourceVersion should not be set on objects to be created"));
        }

        resource = Registry.Resolve(resource);
        CheckNamespace(resource, obj);
        var type = resource.Schema;
        var strategy = resource.Strategy;
        var given = Canonical(ObjectDefaults.Apply(resource, WithSystemFields(resource, obj).Root), type);
        var prepared = strategy.PrepareForCreate(isApplied
            ? given
            : ManagedFieldsTracker.Track(null, given.WithMetadata("managedFields", null), type, context, "", strategy.IgnoredFields(""), _loop.Now));
        prepared = Canonical(_admission.Change(resource, prepared, null).Root, type);
        ObjectValidation.Check(resource, prepared, null);
        if (Store.Find(resource, prepared.Key) is not null)
        {
            throw new ApiException(ApiStatus.AlreadyExists(resource, prepared.Name));
        }

        _admission.Check(resource, prepared, null, context.IsDryRun, _loop.Now);
        return context.IsDryRun ? prepared.WithMetadata("resourceVersion", null) : Store.Create(resource, prepared);
    }

    /// <summary>Replaces the object or, with a subresource, that part of it. An object without a resourceVersion overwrites whatever is there.</summary>
    public KubeObject Update(Resource resource, KubeObject obj, WriteContext context, string subresource = "")
    {
        resource = Registry.Resolve(resource);
        var old = Get(resource, obj.Key);
        CheckPreconditions(resource, obj, old);
        return Replace(resource, old, obj.Root, context, subresource);
    }

    /// <summary>Applies the patch to the object as it is now.</summary>
    public KubeObject Patch(Resource resource, ObjectKey key, Patch patch, WriteContext context, string subresource = "", FieldValidation validation = FieldValidation.Ignore)
    {
        resource = Registry.Resolve(resource);
        var old = Get(resource, key);
        var type = resource.Schema;
        var patched = new KubeObject(ObjectDecoder.Normalize(
            patch.Apply(resource, old.Root), resource.ApiVersion, resource.Kind, type, validation, []).Root);
        if (patched.Name != old.Name)
        {
            throw new ApiException(ApiStatus.BadRequest($"the name of the object ({patched.Name}) does not match the name on the URL ({old.Name})"));
        }

        CheckPreconditions(resource, patched, old);
        return Replace(resource, old, patched.Root, context, subresource);
    }

    /// <summary>Deletes gracefully where the kind has a grace period or finalizers remain; otherwise at once.</summary>
    public Deletion Delete(Resource resource, ObjectKey key, DeleteOptions options, WriteContext context)
    {
        resource = Registry.Resolve(resource);
        var old = Get(resource, key);
        options.CheckPreconditions(resource, old);
        var marked = Deletion.Mark(resource.Strategy, old, options, _loop.Now);
        var isRemoved = Deletion.IsFinished(resource.Strategy, marked);
        marked = Canonical(marked.Root, resource.Schema);
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
        if (pod.Root.StringAt("spec", "nodeName") is { Length: > 0 } bound)
        {
            throw new ApiException(ApiStatus.Conflict(
                "pods/binding", pod.Name, $"pod {pod.Name} is already assigned to node \"{bound}\"", MapValue.Of(("name", pod.Name), ("kind", "pods/binding"))));
        }

        if (pod.IsBeingDeleted)
        {
            throw new ApiException(ApiStatus.Conflict(
                "pods/binding", pod.Name, $"pod {pod.Name} is being deleted, cannot be assigned to a host", MapValue.Of(("name", pod.Name), ("kind", "pods/binding"))));
        }

        var assigned = PodBinding.Assign(pod, node, _loop.Now);
        return context.IsDryRun ? assigned : Store.Update(Resources.Pods, Canonical(assigned.Root, Resources.Pods.Schema));
    }

    /// <summary>Takes the finalizers of a namespace's spec over (PUT namespaces/NAME/finalize); without any, it goes.</summary>
    public KubeObject Finalize(KubeObject ns, WriteContext context)
    {
        var old = Get(Resources.Namespaces, ns.Key);
        CheckPreconditions(Resources.Namespaces, ns, old);
        var next = old.With("spec", ns.Root["spec"]);
        if (context.IsDryRun)
        {
            return next;
        }

        var stored = Store.Update(Resources.Namespaces, Canonical(next.Root, Resources.Namespaces.Schema));
        return RemoveWhenFinished(Resources.Namespaces, stored);
    }

    private static KubeObject Canonical(MapValue root, TypeSchema type)
    {
        try
        {
            return new KubeObject(new ObjectNormalizer().Normalize(root, type));
        }
        catch (DecodingException e)
        {
            throw new ApiException(ApiStatus.BadRequest(e.Message));
        }
    }

    private KubeObject Replace(Resource resource, KubeObject old, MapValue root, WriteContext context, string subresource, bool isApplied = false)
    {
        var type = resource.Schema;
        var strategy = resource.Strategy;
        var given = new KubeObject(root)
            .WithMetadata("uid", old.Uid)
            .WithMetadata("creationTimestamp", old.Metadata["creationTimestamp"])
            .WithMetadata("deletionTimestamp", old.Metadata["deletionTimestamp"])
            .WithMetadata("deletionGracePeriodSeconds", old.Metadata["deletionGracePeriodSeconds"])
            .WithMetadata("resourceVersion", old.ResourceVersion);
        given = Canonical(ObjectDefaults.Apply(resource, given.Root), type);
        var prepared = subresource == "status" ? strategy.PrepareForStatusUpdate(given, old) : strategy.PrepareForUpdate(given, old);
        prepared = Canonical(_admission.Change(resource, prepared, old).Root, type);
        ObjectValidation.Check(resource, prepared, old);
        if ((isApplied ? prepared : prepared.WithMetadata("managedFields", old.Metadata["managedFields"])).Root.Equals(old.Root))
        {
            return old;
        }

        if (subresource.Length == 0)
        {
            _admission.Check(resource, prepared, old, context.IsDryRun, _loop.Now);
        }

        prepared = isApplied
            ? prepared
            : ManagedFieldsTracker.Track(old, prepared, type, context, subresource, strategy.IgnoredFields(subresource), _loop.Now);
        return context.IsDryRun ? prepared : RemoveWhenFinished(resource, Store.Update(resource, prepared));
    }

    private KubeObject RemoveWhenFinished(Resource resource, KubeObject stored) =>
        stored.IsBeingDeleted && Deletion.IsFinished(resource.Strategy, stored) ? Store.Delete(resource, stored) : stored;

    /// <summary>The name where it is generated, and what the server alone sets. The revision holds its place until the commit.</summary>
    private KubeObject WithSystemFields(Resource resource, KubeObject obj)
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

        return obj.WithMetadata("name", name)
            .WithMetadata("uid", _random.NextUid())
            .WithMetadata("resourceVersion", "0")
            .WithMetadata("creationTimestamp", Timestamp.Format(_loop.Now))
            .WithMetadata("deletionTimestamp", null)
            .WithMetadata("deletionGracePeriodSeconds", null)
            .WithMetadata("selfLink", null);
    }

    private void CheckNamespace(Resource resource, KubeObject obj)
    {
        if (!resource.IsNamespaced)
        {
            return;
        }

        var name = obj.Namespace;
        var ns = Store.Find(Resources.Namespaces, new ObjectKey("", name))
            ?? throw new ApiException(ApiStatus.NotFound(Resources.Namespaces, name));
        if (ns.IsBeingDeleted)
        {
            var refused = obj.Name.Length > 0 ? obj.Name : obj.Metadata.StringAt("generateName") ?? "Unknown";
            var status = ApiStatus.Forbidden(resource, refused, $"unable to create new content in namespace {name} because it is being terminated");
            throw new ApiException(status with
            {
                Details = status.Details!.With("causes", ListValue.Of([MapValue.Of(
                    ("reason", "NamespaceTerminating"), ("message", $"namespace {name} is being terminated"), ("field", "metadata.namespace"))])),
            });
        }
    }

    private static void CheckPreconditions(Resource resource, KubeObject obj, KubeObject old)
    {
        if (obj.Uid.Length > 0 && obj.Uid != old.Uid)
        {
            throw new ApiException(ApiStatus.Conflict(
                resource, obj.Name,
                $"StorageError: invalid object, Code: 4, Key: /registry/{resource.Plural}/{old.Key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {obj.Uid}, UID in object meta: {old.Uid}"));
        }

        if (obj.ResourceVersion.Length > 0 && obj.ResourceVersion != "0" && obj.ResourceVersion != old.ResourceVersion)
        {
            if (!obj.ResourceVersion.All(char.IsAsciiDigit))
            {
                throw new ApiException(new ApiStatus(500, "", $"strconv.ParseUint: parsing \"{obj.ResourceVersion}\": invalid syntax"));
            }

            throw new ApiException(ApiStatus.Conflict(
                resource, obj.Name, "the object has been modified; please apply your changes to the latest version and try again"));
        }
    }
}
