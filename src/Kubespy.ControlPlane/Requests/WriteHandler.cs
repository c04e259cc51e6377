using System.Text.Json;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Api.Validation;
using Kubespy.ControlPlane.Api.Warnings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>Creates, updates, patches and deletes: bodies are decoded here, on the door's thread; the commit is the loop's.</summary>
internal sealed class WriteHandler(ApiServer api, IClusterGate gate)
{
    public async Task<(int Code, KubeObject Object, IReadOnlyList<string> Warnings)> CreateAsync(RequestPath path, ApiRequest request)
    {
        var validation = WriteOptions.Check(request, "CreateOptions");
        var decoded = Decode(path, request, validation);
        var obj = InNamespace(path, new KubeObject(decoded.Root));
        var created = await gate.RunAsync(api.Prepared.Create(path.Resource, obj, ContextOf(path, request), gate.Now));
        return (201, created, [.. decoded.Warnings, .. ObjectWarnings.Of(path.Resource, created, null)]);
    }

    public async Task<(int Code, KubeObject Object, IReadOnlyList<string> Warnings)> UpdateAsync(RequestPath path, ApiRequest request)
    {
        var validation = WriteOptions.Check(request, "UpdateOptions");
        var context = ContextOf(path, request);
        if (path.Subresource == "scale")
        {
            var scale = ObjectDecoder.Decode(request.Body, request.ContentType, "autoscaling/v1", "Scale", Schemas.Of("autoscaling/v1.Scale"), validation);
            var scaled = await gate.RunAsync(() =>
                api.Update(path.Resource, ScaleSubresource.Apply(path.Resource, api.Get(path.Resource, KeyOf(path)), scale.Root), context, "scale"));
            return (200, new KubeObject(ScaleSubresource.Of(path.Resource, scaled)), scale.Warnings);
        }

        var decoded = Decode(path, request, validation);
        var obj = InNamespace(path, new KubeObject(decoded.Root));
        if (obj.Name.Length == 0)
        {
            throw new ApiException(ApiStatus.BadRequest($"the name of the object ({path.Name} based on URL) was undeterminable: name must be provided"));
        }

        if (obj.Name != path.Name)
        {
            throw new ApiException(ApiStatus.BadRequest(obj.Name.Length == 0
                ? $"the name of the object ({path.Name} based on URL) was undeterminable: name must be provided"
                : $"the name of the object ({obj.Name}) does not match the name on the URL ({path.Name})"));
        }

        var before = Before(path);
        var updated = await gate.RunAsync(path.Subresource == "finalize"
            ? () => api.Finalize(obj, context)
            : api.Prepared.Update(path.Resource, obj, context, path.Subresource, gate.Now));
        return (200, updated, [.. decoded.Warnings, .. WarningsOf(path, updated, before)]);
    }

    public async Task<(int Code, KubeObject Object, IReadOnlyList<string> Warnings)> PatchAsync(RequestPath path, ApiRequest request)
    {
        var validation = WriteOptions.Check(request, "PatchOptions");
        if (request.ContentType == ApplyBody.MediaType)
        {
            return await ApplyAsync(path, request);
        }

        if (request["force"] is not null)
        {
            throw ObjectValidation.Refusal("PatchOptions", "meta.k8s.io", "", [FieldError.Forbidden("force", "may not be specified for non-apply patch")]);
        }

        var patch = ParsePatch(request) with { Served = path.Served };
        if (patch is Patch.StrategicMerge && path.Resource.IsCustom)
        {
            throw new ApiException(new ApiStatus(
                415, "UnsupportedMediaType",
                $"the body of the request was in an unknown format - accepted media types include: {Patch.JsonMediaType}, {Patch.MergeMediaType}, application/apply-patch+yaml"));
        }

        var context = ContextOf(path, request);
        if (path.Subresource == "scale")
        {
            var scaled = await gate.RunAsync(() =>
            {
                var current = api.Get(path.Resource, KeyOf(path));
                return api.Update(path.Resource, ScaleSubresource.Apply(path.Resource, current, patch.Apply(path.Resource, ScaleSubresource.Of(path.Resource, current))), context, "scale");
            });
            return (200, new KubeObject(ScaleSubresource.Of(path.Resource, scaled)), []);
        }

        var before = Before(path);
        var (patched, warnings) = await gate.RunAsync(api.Prepared.Patch(path.Resource, KeyOf(path), patch, context, path.Subresource, validation, gate.Now));
        return (200, patched, [.. warnings, .. WarningsOf(path, patched, before)]);
    }

    private async Task<(int Code, KubeObject Object, IReadOnlyList<string> Warnings)> ApplyAsync(RequestPath path, ApiRequest request)
    {
        if (request["fieldManager"] is null or "")
        {
            throw ObjectValidation.Refusal("PatchOptions", "meta.k8s.io", "", [FieldError.Required("fieldManager", "is required for apply patch")]);
        }

        if (path.Subresource == "scale")
        {
            throw new ApiException(new ApiStatus(
                415, "UnsupportedMediaType", "server-side apply of the subresource scale is not supported by this embedded cluster; apply the object itself"));
        }

        var config = ApplyBody.Read(path, request);
        var context = ContextOf(path, request);
        var before = Before(path);
        var (applied, isNew) = await gate.RunAsync(() => api.Apply(path.Resource, KeyOf(path), config, context, path.Subresource, request.Flag("force")));
        return (isNew ? 201 : 200, applied, [.. WarningsOf(path, applied, isNew ? null : before)]);
    }

    /// <summary>The object that a request carries.</summary>
    public static KubeObject Decode(RequestPath path, ApiRequest request) => new(Decode(path, request, WriteOptions.Check(request, "CreateOptions")).Root);

    /// <summary>A Pod's binding to a node.</summary>
    public Task<KubeObject> BindAsync(RequestPath path, ApiRequest request)
    {
        WriteOptions.Check(request, "CreateOptions");
        var binding = ObjectDecoder.Decode(request.Body, request.ContentType, "v1", "Binding", Schemas.Of("core/v1.Binding"), FieldValidation.Ignore);
        var node = binding.Root.StringAt("target", "name") ?? "";
        return gate.RunAsync(() => api.Bind(KeyOf(path), node, request.ToWriteContext()));
    }

    /// <summary>Deletes a Pod if its budget allows it.</summary>
    public Task<Deletion> EvictAsync(RequestPath path, ApiRequest request)
    {
        WriteOptions.Check(request, "CreateOptions");
        var eviction = ObjectDecoder.Decode(request.Body, request.ContentType, "policy/v1", "Eviction", Schemas.Of("policy/v1.Eviction"), FieldValidation.Ignore).Root;
        if (eviction.StringAt("metadata", "name") is { Length: > 0 } name && name != path.Name)
        {
            throw new ApiException(ApiStatus.BadRequest("name in URL does not match name in Eviction object"));
        }

        var given = eviction.MapAt("deleteOptions") ?? MapValue.Empty;
        var options = DeleteOptionsReader.Of(given, request);
        var context = request.ToWriteContext();
        context = context with { IsDryRun = context.IsDryRun || given.ListAt("dryRun").Any(d => d.AsString() == "All") };
        return gate.RunAsync(() => new PodEviction(api).Evict(KeyOf(path), options, context, gate.Now));
    }

    public Task<Deletion> DeleteAsync(RequestPath path, ApiRequest request)
    {
        WriteOptions.Check(request, "DeleteOptions");
        var options = DeleteOptionsReader.Read(request);
        var context = request.ToWriteContext() with { IsDryRun = request["dryRun"] == "All" || DeleteOptionsReader.IsDryRun(request) };
        return gate.RunAsync(() => api.Delete(path.Resource, KeyOf(path), options, context));
    }

    public async Task<IReadOnlyList<KubeObject>> DeleteCollectionAsync(RequestPath path, ApiRequest request)
    {
        WriteOptions.Check(request, "DeleteOptions");
        var options = DeleteOptionsReader.Read(request);
        var filter = ObjectFilter.Parse(path, request);
        var context = request.ToWriteContext() with { IsDryRun = request["dryRun"] == "All" || DeleteOptionsReader.IsDryRun(request) };
        var deleted = new List<KubeObject>();
        foreach (var obj in api.Store.Read(path.Resource).Objects.Values.Where(filter.Admits))
        {
            try
            {
                deleted.Add((await gate.RunAsync(() => api.Delete(path.Resource, obj.Key, options, context))).Object);
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                // Gone meanwhile, which is what was asked for.
            }
        }

        return deleted;
    }

    private static WriteContext ContextOf(RequestPath path, ApiRequest request) => request.ToWriteContext() with { Served = path.Served.IsStorage ? null : path.Served };

    public static ObjectKey KeyOf(RequestPath path) => new(path.Namespace, path.Name);

    /// <summary>The object as it is before a write; null where there is none. Only warnings hang on it.</summary>
    private KubeObject? Before(RequestPath path) => api.Store.Read(path.Resource).Objects.GetValueOrDefault(KeyOf(path));

    private static IEnumerable<string> WarningsOf(RequestPath path, KubeObject obj, KubeObject? before) =>
        path.Subresource.Length == 0 ? ObjectWarnings.Of(path.Resource, obj, before) : [];

    private static DecodedObject Decode(RequestPath path, ApiRequest request, FieldValidation validation)
    {
        var given = ObjectDecoder.Decode(request.Body, request.ContentType, path.ApiVersion, path.Resource.Kind, path.Served.Schema, validation);
        return path.Served.ToStored is { } convert ? given with { Root = convert(given.Root) } : given;
    }

    private static KubeObject InNamespace(RequestPath path, KubeObject obj)
    {
        if (!path.Resource.IsNamespaced || obj.Namespace == path.Namespace)
        {
            return obj;
        }

        return obj.Namespace.Length == 0
            ? obj.WithMetadata("namespace", path.Namespace)
            : throw new ApiException(ApiStatus.BadRequest("the namespace of the provided object does not match the namespace sent on the request"));
    }

    private static Patch ParsePatch(ApiRequest request)
    {
        Value Body()
        {
            try
            {
                return ValueReader.Read(request.Body.Span);
            }
            catch (JsonException e)
            {
                var prefix = request.ContentType == Patch.StrategicMergeMediaType ? "" : "error decoding patch: ";
                throw new ApiException(ApiStatus.BadRequest($"{prefix}{GoJsonError.Describe(request.Body.Span, e)}"));
            }
        }

        return request.ContentType switch
        {
            Patch.JsonMediaType => new Patch.Json(JsonPatch.Parse(Body())),
            Patch.MergeMediaType => new Patch.Merge(MergePatch.Parse(Body())),
            Patch.StrategicMergeMediaType => new Patch.StrategicMerge(StrategicMergePatch.Parse(Body())),
            _ => throw new ApiException(new ApiStatus(415, "UnsupportedMediaType", "415: Unsupported Media Type", MapValue.Empty)),
        };
    }
}
