using Kubespy.ControlPlane.Api.Admission;
using Kubespy.ControlPlane.Api.ManagedFields;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Api.Validation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>
/// What a write will make of an object: defaults, owners, the kind's rules, admission, validation. It reads snapshots and changes nothing,
/// so any thread may run it (design.md, law 3); the loop's thread commits.
/// </summary>
internal sealed class WritePipeline(AdmissionChain admission)
{
    /// <exception cref="ApiException">The object is refused.</exception>
    public KubeObject Create(Resource resource, KubeObject obj, NewIdentity identity, WriteContext context, bool isApplied)
    {
        var (type, strategy) = (resource.Schema, resource.Strategy);
        var normalizer = new ObjectNormalizer();
        var given = Canonical(normalizer, ObjectDefaults.Apply(resource, identity.GiveTo(obj).Root), type);
        var prepared = strategy.PrepareForCreate(isApplied
            ? given
            : ManagedFieldsTracker.Track(null, given.WithMetadata("managedFields", null), type, context, "", strategy.IgnoredFields(""), identity.Time), context);
        prepared = WithoutDisabled(resource, prepared, null);
        prepared = Canonical(admission.Change(resource, prepared, null, identity.NextSuffix).Root, type, given.Root);
        ObjectValidation.Check(resource, prepared, null);
        return Stored(normalizer, prepared, type).Shared();
    }

    /// <summary>The object as it will be; the old one itself where nothing changes.</summary>
    /// <exception cref="ApiException">The change is refused.</exception>
    public KubeObject Replace(Resource resource, KubeObject old, MapValue root, WriteContext context, string subresource, bool isApplied, DateTimeOffset now)
    {
        var (type, strategy) = (resource.Schema, resource.Strategy);
        var given = new KubeObject(root)
            .WithMetadata("uid", old.Uid)
            .WithMetadata("creationTimestamp", old.Metadata["creationTimestamp"])
            .WithMetadata("deletionTimestamp", old.Metadata["deletionTimestamp"])
            .WithMetadata("deletionGracePeriodSeconds", old.Metadata["deletionGracePeriodSeconds"])
            .WithMetadata("resourceVersion", old.ResourceVersion);
        var normalizer = new ObjectNormalizer();
        given = Canonical(normalizer, ObjectDefaults.Apply(resource, given.Root), type, old.Root);
        var prepared = strategy.Prepare(subresource, given, old, now);
        prepared = WithoutDisabled(resource, prepared, old);
        prepared = Canonical(admission.Change(resource, prepared, old, static () => "").Root, type, given.Root);
        ObjectValidation.Check(resource, prepared, old, subresource);
        if (!(ManagedFieldsTracker.IsReset(prepared) && old.Metadata.ListAt("managedFields").Count > 0) && (isApplied ? ManagedFieldsTracker.WithTimesOf(old, prepared) : prepared.WithMetadata("managedFields", old.Metadata["managedFields"])).Root.Equals(old.Root))
        {
            return old;
        }

        return Stored(normalizer, isApplied
            ? prepared
            : ManagedFieldsTracker.Track(old, prepared, type, context, subresource, strategy.IgnoredFields(subresource), now), type).Shared(old);
    }

    /// <summary>The object with the patch in it, and what the client should be warned of.</summary>
    /// <exception cref="ApiException">The patch does not fit.</exception>
    public static DecodedObject Patched(Resource resource, KubeObject old, Patch patch, FieldValidation validation)
    {
        var patched = patch.Served is { IsStorage: false } served ? PatchedAs(served, old, patch, validation) : ObjectDecoder.Normalize(
            patch.Apply(resource, old.Root), resource.ApiVersion, resource.Kind, resource.Schema, validation, [], old.Root);
        var obj = new KubeObject(patched.Root);
        if (obj.Name.Length == 0)
        {
            throw new ApiException(ApiStatus.BadRequest($"the name of the object ({old.Name} based on URL) was undeterminable: name must be provided"));
        }

        if (obj.Name != old.Name)
        {
            throw new ApiException(ApiStatus.BadRequest($"the name of the object ({obj.Name}) does not match the name on the URL ({old.Name})"));
        }

        if (obj.Uid.Length > 0 && obj.Uid != old.Uid)
        {
            // A patch is put on the object that is there: another uid is a change of it, no precondition.
            // Found by every update's check, and again by the kind's own.
            var changed = FieldError.Invalid("metadata.uid", obj.Uid, "field is immutable");
            throw ObjectValidation.Refusal(resource.Kind, resource.Group, obj.Name, [changed, changed]);
        }

        CheckPreconditions(resource, obj, old);
        return patched;
    }

    /// <summary>Patched in the version that the client sees, and converted back.</summary>
    private static DecodedObject PatchedAs(ServedVersion served, KubeObject old, Patch patch, FieldValidation validation)
    {
        var shown = served.Show(old).Root;
        var patched = ObjectDecoder.Normalize(patch.Apply(served.Resource, shown), served.ApiVersion, served.Resource.Kind, served.Schema, validation, []);
        return served.ToStored is { } convert ? patched with { Root = convert(patched.Root) } : patched;
    }

    /// <exception cref="ApiException">409: the client has another object, or another revision of it, in mind.</exception>
    public static void CheckPreconditions(Resource resource, KubeObject obj, KubeObject old)
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

    private static KubeObject WithoutDisabled(Resource resource, KubeObject obj, KubeObject? old)
    {
        var root = DisabledFields.Drop(resource.Kind, obj.Root, old?.Root);
        return ReferenceEquals(root, obj.Root) ? obj : new KubeObject(root);
    }

    /// <summary>
    /// Kinds of which nothing may be overwritten unseen (AllowUnconditionalUpdate in their strategies): whoever replaces one says which revision
    /// is meant.
    /// </summary>
    /// <exception cref="ApiException">422: no revision is named.</exception>
    public static void CheckRevisionIsNamed(Resource resource, KubeObject obj)
    {
        if (obj.ResourceVersion is "" or "0" && (resource.IsCustom || resource.Kind is "CustomResourceDefinition" or "Lease" or "PodDisruptionBudget"
            or "CSIDriver" or "CSINode" or "CSIStorageCapacity" or "VolumeAttachment" or "APIService"))
        {
            throw ObjectValidation.Refusal(
                resource.Plural, resource.Group, obj.Name, [FieldError.Invalid("metadata.resourceVersion", 0, "must be specified for an update")]);
        }
    }

    /// <summary>The object in its one form; what it shares with the known canonical one is taken as it is.</summary>
    /// <exception cref="ApiException">400: a value is of the wrong kind.</exception>
    public static KubeObject Canonical(MapValue root, TypeSchema type, MapValue? known = null) => Canonical(new ObjectNormalizer(), root, type, known);

    /// <summary>The object as it is read back from storage.</summary>
    private static KubeObject Stored(ObjectNormalizer normalizer, KubeObject obj, TypeSchema type) =>
        normalizer.HasEmptyLists ? Canonical(new ObjectNormalizer { IsStored = true }, obj.Root, type) : obj;

    private static KubeObject Canonical(ObjectNormalizer normalizer, MapValue root, TypeSchema type, MapValue? known = null)
    {
        try
        {
            return new KubeObject(normalizer.Normalize(root, type, known));
        }
        catch (DecodingException e)
        {
            throw new ApiException(ApiStatus.BadRequest(e.Message));
        }
    }
}
