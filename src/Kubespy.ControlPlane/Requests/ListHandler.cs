using System.Globalization;
using System.Text;
using System.Text.Json;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Requests.Tables;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>Lists: at the newest or a given revision, whole or in pieces (KEP-365, apimachinery's ListOptions).</summary>
internal sealed class ListHandler(Store store, IClusterGate gate)
{
    public async Task HandleAsync(RequestPath path, ApiRequest request, OutputFormat format, IApiResponse response)
    {
        var filter = ObjectFilter.Parse(path, request);
        var (table, revision, start) = Snapshot(path.Resource, request);
        var limit = long.TryParse(request["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : long.MaxValue;
        var items = new List<KubeObject>();
        var remaining = 0L;
        foreach (var obj in table.Objects.Values)
        {
            if ((start is { } from && !IsAfter(obj.Key, from)) || !filter.Admits(obj))
            {
                continue;
            }

            if (items.Count < limit)
            {
                items.Add(obj);
            }
            else
            {
                remaining++;
            }
        }

        var metadata = new MapBuilder()
            .Set("resourceVersion", revision.ToString(CultureInfo.InvariantCulture))
            .Set("continue", remaining == 0 ? null : StringValue.Of(ContinueToken(revision, items[^1].Key)))
            .Set("remainingItemCount", remaining == 0 ? null : NumberValue.Of(remaining))
            .ToMap();
        await WriteAsync(path, request, format, response, items, metadata);
    }

    /// <summary>Writes the objects as the list that is asked for.</summary>
    public async Task WriteAsync(RequestPath path, ApiRequest request, OutputFormat format, IApiResponse response, IReadOnlyList<KubeObject> items, MapValue metadata)
    {
        switch (format.Kind)
        {
            case OutputKind.Table:
                await response.WriteAsync(200, ObjectTable.Of(path.Served, items, metadata, request["includeObject"], gate.Now), format.IsYaml);
                break;
            case OutputKind.Metadata:
                await response.WriteAsync(200, MapValue.Of(
                    ("kind", "PartialObjectMetadataList"),
                    ("apiVersion", "meta.k8s.io/v1"),
                    ("metadata", metadata),
                    ("items", ListValue.Of(items.Select(i => (Value)PartialMetadata.Of(i))))), format.IsYaml);
                break;
            default:
                await WriteObjectsAsync(path, format, response, items, metadata);
                break;
        }
    }

    private static async Task WriteObjectsAsync(RequestPath path, OutputFormat format, IApiResponse response, IReadOnlyList<KubeObject> items, MapValue metadata)
    {
        if (path.Resource.IsCustom)
        {
            // Each item says what it is, and the names are in alphabetical order: what an untyped list looks like.
            await response.WriteAsync(200, MapValue.Of(
                ("apiVersion", path.ApiVersion),
                ("items", ListValue.Of(items.Select(i => (Value)path.Served.Show(i).Root))),
                ("kind", path.Resource.ListKind),
                ("metadata", MapValue.Of(("continue", "")).Overlaid(metadata))), format.IsYaml);
            return;
        }

        var list = MapValue.Of(("kind", path.Resource.ListKind), ("apiVersion", path.ApiVersion), ("metadata", metadata));
        if (format.IsYaml || !path.Served.IsStorage)
        {
            var values = items.Select(i => (Value)path.Served.Show(i).Root.Without("kind").Without("apiVersion"));
            await response.WriteAsync(200, list.With("items", ListValue.Of(values)), format.IsYaml);
            return;
        }

        // The bytes of each item are those that its watchers get, without the kind, which the list says once.
        response.Start(200, "application/json");
        var prefix = Encoding.UTF8.GetBytes($"{{\"kind\":\"{path.Resource.Kind}\",\"apiVersion\":\"{path.Resource.ApiVersion}\",").Length;
        using var buffer = new MemoryStream();
        var head = ValueWriter.Write(list);
        buffer.Write(head.AsSpan(0, head.Length - 1));
        buffer.Write(",\"items\":["u8);
        for (var i = 0; i < items.Count; i++)
        {
            buffer.Write(i == 0 ? "{"u8 : ",{"u8);
            buffer.Write(items[i].Json.Span[prefix..]);
            if (buffer.Length > 256 * 1024)
            {
                await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
                buffer.SetLength(0);
            }
        }

        buffer.Write("]}"u8);
        await response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    private (ResourceTable Table, long Revision, ObjectKey? Start) Snapshot(Resource resource, ApiRequest request)
    {
        var match = request["resourceVersionMatch"] ?? "";
        var version = request["resourceVersion"] ?? "";
        ListOptionsValidation.CheckList(request);
        if (request["continue"] is { Length: > 0 } token)
        {
            if (version is not ("" or "0"))
            {
                throw new ApiException(ApiStatus.BadRequest("specifying resource version is not allowed when using continue"));
            }

            var (at, start) = ParseContinue(token);
            return (At(resource, at), at, start);
        }

        if (version is "" or "0")
        {
            // The revision first: the snapshot may be newer, never older.
            var now = store.Revision;
            var table = store.Read(resource);
            return (table, Math.Max(now, table.Revision), null);
        }

        if (!long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            throw new ApiException(ApiStatus.BadRequest(
                $"invalid resource version: resourceVersion: Invalid value: \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax"));
        }

        if (revision > store.Revision)
        {
            throw TooLarge(revision, store.Revision);
        }

        // A page of an older state is of exactly that state, as it always was.
        return match == "Exact" || (match.Length == 0 && request["limit"] is not (null or "" or "0")) ? (At(resource, revision), revision, null) : (store.Read(resource), store.Revision, null);
    }

    internal static ApiException TooLarge(long revision, long current) => new(new ApiStatus(
        504, "Timeout", $"Timeout: Too large resource version: {revision}, current: {current}",
        MapValue.Of(
            ("causes", ListValue.Of([MapValue.Of(("reason", "ResourceVersionTooLarge"), ("message", "Too large resource version"))])),
            ("retryAfterSeconds", 1))));

    private ResourceTable At(Resource resource, long revision) =>
        store.Log(resource).SnapshotAt(revision)
        ?? throw new ApiException(new ApiStatus(410, "Expired", "The resourceVersion for the provided list is too old."));

    private static bool IsAfter(ObjectKey key, ObjectKey start)
    {
        var byNamespace = string.CompareOrdinal(key.Namespace, start.Namespace);
        return byNamespace > 0 || (byNamespace == 0 && string.CompareOrdinal(key.Name, start.Name) > 0);
    }

    private static string ContinueToken(long revision, ObjectKey last)
    {
        var json = MapValue.Of(("v", "meta.k8s.io/v1"), ("rv", revision), ("ns", last.Namespace), ("start", last.Name));
        return Convert.ToBase64String(ValueWriter.Write(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static (long Revision, ObjectKey Start) ParseContinue(string token)
    {
        try
        {
            var padded = token.Replace('-', '+').Replace('_', '/').PadRight((token.Length + 3) / 4 * 4, '=');
            var json = ValueReader.Read(Convert.FromBase64String(padded));
            if (json.Int64At("rv") is { } revision && json.StringAt("start") is { } start)
            {
                return (revision, new ObjectKey(json.StringAt("ns") ?? "", start));
            }
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // Told below, in the server's words.
        }

        throw new ApiException(ApiStatus.BadRequest("invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value"));
    }
}
