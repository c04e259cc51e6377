using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Authorization;
using Kubespy.ControlPlane.Requests.Tables;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>Answers every request of the API; what it refuses, it refuses with the real server's Status.</summary>
public sealed class RequestHandler
{
    private readonly Store _store;
    private readonly IClusterGate _gate;
    private readonly ListHandler _lists;
    private readonly WatchHandler _watches;
    private readonly LogHandler _logs;
    private readonly WriteHandler _writes;
    private readonly MetricsHandler _metrics;
    private readonly RbacAuthorizer _authorizer;
    private readonly ReviewHandler _reviews;
    private readonly TokenHandler _tokens;
    private readonly ResourceRegistry _registry;
    private volatile Documents _documents;

    /// <param name="api">What answers.</param>
    /// <param name="gate">To the loop's thread, and its clock.</param>
    /// <param name="wallClock">The clock of watches' ends.</param>
    /// <param name="token">The bearer token of the cluster's administrator; empty where there is no door that asks for one.</param>
    public RequestHandler(ApiServer api, IClusterGate gate, TimeProvider wallClock, string token = "")
    {
        _store = api.Store;
        _gate = gate;
        _lists = new ListHandler(api.Store, gate);
        _watches = new WatchHandler(api.Store, gate, wallClock);
        _logs = new LogHandler(api.Store, gate);
        _writes = new WriteHandler(api, gate);
        _registry = api.Registry;
        _authorizer = new RbacAuthorizer(api.Store);
        Authenticator = new Authenticator(api.Store, () => gate.Now, token);
        _reviews = new ReviewHandler(_authorizer, Authenticator);
        _tokens = new TokenHandler(api, Authenticator, gate);
        _metrics = new MetricsHandler(api.Store, api.Registry, gate);
        _documents = new Documents(_registry.Current);
    }

    /// <summary>Tells a door who holds which token.</summary>
    public Authenticator Authenticator { get; }

    public async Task HandleAsync(ApiRequest request, IApiResponse response, CancellationToken cancellation)
    {
        try
        {
            request = Impersonation.Resolve(request, _authorizer);
            _authorizer.Check(RequestAccess.Of(request));
            if (!await TryDocumentAsync(request, response))
            {
                await HandleResourceAsync(request, response, cancellation);
            }
        }
        catch (ApiException e)
        {
            await response.WriteAsync(e.Status);
        }
    }

    /// <summary>Discovery and OpenAPI of what is served now.</summary>
    private Documents Current
    {
        get
        {
            var served = _registry.Current;
            return ReferenceEquals(_documents.Served, served) ? _documents : _documents = new Documents(served);
        }
    }

    private async Task<bool> TryDocumentAsync(ApiRequest request, IApiResponse response)
    {
        var isAggregated = request.Accept.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal)
            && request.Accept.Contains("v=v2;", StringComparison.Ordinal) | request.Accept.Contains("v=v2,", StringComparison.Ordinal);
        var documents = Current;
        var discovery = documents.Discovery;
        var document = request.Path.TrimEnd('/') switch
        {
            "" => discovery.Root,
            "/version" => Discovery.Version,
            "/api" => isAggregated ? discovery.Aggregated(isCore: true) : Discovery.Api,
            "/apis" => isAggregated ? discovery.Aggregated(isCore: false) : discovery.Apis,
            "/api/v1" => discovery.ResourceList("v1"),
            "/openapi/v2" => OpenApi.Version2Json,
            "/openapi/v3" => documents.OpenApi.Index,
            _ => request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
            {
                ["apis", var group] => discovery.GroupDocument(group),
                ["apis", var group, var version] => discovery.ResourceList($"{group}/{version}"),
                _ => null,
            },
        };
        if (request.Path is "/healthz" or "/livez" or "/readyz" || request.Path.StartsWith("/livez/", StringComparison.Ordinal) || request.Path.StartsWith("/readyz/", StringComparison.Ordinal))
        {
            await response.WriteTextAsync(200, "ok");
            return true;
        }

        if (request.Path.StartsWith("/openapi/v3/", StringComparison.Ordinal) && documents.OpenApi.Document(request.Path["/openapi/v3/".Length..]) is { } schema)
        {
            await response.WriteAsync(200, schema);
            return true;
        }

        if (request.Path == "/openapi/v2" && request.Accept.Contains("protobuf", StringComparison.Ordinal))
        {
            response.Start(200, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
            await response.Body.WriteAsync(OpenApi.Version2);
            return true;
        }

        if (document is null)
        {
            return false;
        }

        if (request.Method != "GET")
        {
            throw MethodNotAllowed();
        }

        if (isAggregated && document["kind"]?.AsString() == "APIGroupDiscoveryList")
        {
            response.Start(200, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
            await response.Body.WriteAsync(ValueWriter.Write(document));
            return true;
        }

        await response.WriteAsync(200, document);
        return true;
    }

    private async Task HandleResourceAsync(ApiRequest request, IApiResponse response, CancellationToken cancellation)
    {
        if (RequestPath.Parse(request.Path, _registry.Current) is not { } path)
        {
            await NotFoundAsync(request, response);
            return;
        }

        if (path.Resource.Deprecation is not { } deprecation)
        {
            await HandleAsync(path, request, response, cancellation);
            return;
        }

        response = new WarningResponse(response, deprecation);
        try
        {
            await HandleAsync(path, request, response, cancellation);
        }
        catch (ApiException e)
        {
            await response.WriteAsync(e.Status);
        }
    }

    private async Task HandleAsync(RequestPath path, ApiRequest request, IApiResponse response, CancellationToken cancellation)
    {
        if (OutputFormat.Parse(request.Accept) is not { } format)
        {
            throw new ApiException(new ApiStatus(
                406, "NotAcceptable", $"406: Not Acceptable\n\nAvailable representations: {OutputFormat.Representations(path.IsCollection)}", MapValue.Empty));
        }

        ListOptionsValidation.CheckNumbers(request);
        switch (request.Method, path)
        {
            case ("GET", { Resource.Group: MeasuredResources.Group }):
                await MeasureAsync(path, request, format, response);
                break;
            case (not "POST", { Resource.IsStored: false }) or (_, { Resource.Group: MeasuredResources.Group }):
                throw MethodNotAllowed();
            case (not "GET", { Subresource: "log" }):
                throw MethodNotAllowed();
            case ("GET", { Subresource: "log" }):
                await _logs.HandleAsync(Find(path), request, response, cancellation);
                break;
            case ("GET", _) when request.Flag("watch"):
                await _watches.HandleAsync(path, request, format, response, cancellation);
                break;
            case ("GET", { IsCollection: true }):
                await _lists.HandleAsync(path, request, format, response);
                break;
            case ("GET", _):
                await AnswerAsync(path, request, format, response, 200, Get(path), []);
                break;
            case ("POST", { Subresource: "binding" }):
                await _writes.BindAsync(path, request);
                await response.WriteAsync(201, Success(null, 201));
                break;
            case ("POST", { Subresource: "token" }):
                await response.WriteAsync(201, _tokens.Issue(path, request).Root, format.IsYaml);
                break;
            case ("POST", { Subresource: "eviction" }):
                await _writes.EvictAsync(path, request);
                await response.WriteAsync(201, Success(null, 201));
                break;
            case ("POST", { IsCollection: true, Resource.IsStored: false }):
                await response.WriteAsync(201, _reviews.Answer(path, request).Root, format.IsYaml);
                break;
            case ("POST", { IsCollection: true }):
                var created = await _writes.CreateAsync(path, request);
                await AnswerAsync(path, request, format, response, created.Code, created.Object, created.Warnings);
                break;
            case ("PUT", { IsCollection: false }):
                var updated = await _writes.UpdateAsync(path, request);
                await AnswerAsync(path, request, format, response, updated.Code, updated.Object, updated.Warnings);
                break;
            case ("PATCH", { IsCollection: false }):
                var patched = await _writes.PatchAsync(path, request);
                await AnswerAsync(path, request, format, response, patched.Code, patched.Object, patched.Warnings);
                break;
            case ("DELETE", { IsCollection: true }):
                var all = await _writes.DeleteCollectionAsync(path, request);
                await response.WriteAsync(200, MapValue.Of(
                    ("kind", path.Resource.Kind + "List"),
                    ("apiVersion", path.ApiVersion),
                    ("metadata", MapValue.Empty),
                    ("items", ListValue.Of(all.Select(o => (Value)o.Root)))));
                break;
            case ("DELETE", _):
                await DeleteAsync(path, request, format, response);
                break;
            default:
                throw MethodNotAllowed();
        }
    }

    private async Task MeasureAsync(RequestPath path, ApiRequest request, OutputFormat format, IApiResponse response)
    {
        var measured = _metrics.Read(path, request);
        await (path.IsCollection
            ? _lists.WriteAsync(path, request, format, response, measured, MapValue.Empty)
            : AnswerAsync(path, request, format, response, 200, measured[0], []));
    }

    private KubeObject Get(RequestPath path)
    {
        var obj = Find(path);
        return path.Subresource == "scale" ? new KubeObject(ScaleSubresource.Of(path.Resource, obj)) : obj;
    }

    private KubeObject Find(RequestPath path) => _store.Find(path.Resource, WriteHandler.KeyOf(path))
        ?? throw new ApiException(ApiStatus.NotFound(path.Resource, path.Name));

    private async Task DeleteAsync(RequestPath path, ApiRequest request, OutputFormat format, IApiResponse response)
    {
        var deletion = await _writes.DeleteAsync(path, request);
        if (!deletion.IsRemoved || path.Resource.Kind is "Pod" or "Service" or "ServiceAccount")
        {
            await AnswerAsync(path, request, format, response, 200, deletion.Object, []);
            return;
        }

        await response.WriteAsync(200, Success(new MapBuilder()
            .Set("name", deletion.Object.Name)
            .Set("group", path.Resource.Group.Length == 0 ? null : StringValue.Of(path.Resource.Group))
            .Set("kind", path.Resource.Plural)
            .Set("uid", deletion.Object.Uid)
            .ToMap()));
    }

    private async Task AnswerAsync(RequestPath path, ApiRequest request, OutputFormat format, IApiResponse response, int code, KubeObject obj, IReadOnlyList<string> warnings)
    {
        var shown = path.Subresource == "scale" ? obj : path.Served.Show(obj);
        switch (format.Kind)
        {
            case OutputKind.Table when path.Subresource.Length == 0:
                var metadata = MapValue.Of(("resourceVersion", obj.ResourceVersion));
                await response.WriteAsync(code, ObjectTable.Of(path.Served, [obj], metadata, request["includeObject"], _gate.Now), format.IsYaml, warnings);
                break;
            case OutputKind.Metadata:
                await response.WriteAsync(code, PartialMetadata.Of(obj), format.IsYaml, warnings);
                break;
            case OutputKind.Object when !format.IsYaml:
                response.Start(code, "application/json", warnings);
                await response.Body.WriteAsync(shown.Json);
                break;
            default:
                await response.WriteAsync(code, shown.Root, format.IsYaml, warnings);
                break;
        }
    }

    private Task NotFoundAsync(ApiRequest request, IApiResponse response)
    {
        var isKnownGroup = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["api", ..] => true,
            ["apis", var group, ..] => Current.Discovery.GroupDocument(group) is not null,
            _ => false,
        };
        return isKnownGroup
            ? response.WriteAsync(ApiStatus.NotServed)
            : response.WriteTextAsync(404, "404 page not found\n");
    }

    private static ApiException MethodNotAllowed() => new(new ApiStatus(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource", MapValue.Empty));

    /// <param name="details">What was done to.</param>
    /// <param name="code">Where it is not 200, which is not said.</param>
    private static MapValue Success(MapValue? details, int? code = null) => new MapBuilder()
        .Set("kind", "Status")
        .Set("apiVersion", "v1")
        .Set("metadata", MapValue.Empty)
        .Set("status", "Success")
        .Set("details", details)
        .Set("code", code is { } said ? NumberValue.Of(said) : null)
        .ToMap();

    private sealed record Documents(ServedResources Served)
    {
        public Discovery Discovery { get; } = new(Served);

        public OpenApi OpenApi { get; } = new(Served);
    }
}
