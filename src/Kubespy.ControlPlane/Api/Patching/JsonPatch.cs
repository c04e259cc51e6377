using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Patching;

/// <summary>RFC 6902, with the answers that the API server gives to what does not fit (apiserver/pkg/endpoints/handlers/patch.go).</summary>
public static class JsonPatch
{
    /// <summary>More operations than this are refused with 413.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>What a patch copies may not add up to more than so many values: copies of copies grow without bound.</summary>
    private const int MaxCopied = 100_000;

    public static IReadOnlyList<JsonPatchOperation> Parse(Value body)
    {
        if (body is NullValue)
        {
            return [];
        }

        if (body is not ListValue list)
        {
            throw Malformed($"json: cannot unmarshal {JsonKind.NameOf(body)} into Go value of type []handlers.jsonPatchOp");
        }

        if (list.Count > MaxOperations)
        {
            throw new ApiException(new ApiStatus(
                413, "RequestEntityTooLarge",
                $"Request entity is too large: The allowed maximum operations in a JSON patch is {MaxOperations}, got {list.Count}"));
        }

        return [.. list.Select(ParseOperation)];
    }

    public static MapValue Apply(MapValue current, IReadOnlyList<JsonPatchOperation> operations)
    {
        Value document = current;
        var copied = 0;
        foreach (var operation in operations)
        {
            if (operation.Op == "copy" && JsonPointer.Parse(operation.From ?? "") is { } from && JsonPointer.Find(document, from) is { } source
                && (copied += SizeOf(source, MaxCopied)) > MaxCopied)
            {
                throw new ApiException(new ApiStatus(
                    413, "RequestEntityTooLarge",
                    $"Request entity is too large: Unable to complete the copy, the accumulated size increase of copy is {copied}, exceeding the limit {MaxCopied}"));
            }

            document = Apply(document, operation) ?? throw DoesNotFit();
        }

        return document as MapValue ?? throw DoesNotFit();
    }

    private static Value? Apply(Value document, JsonPatchOperation operation)
    {
        if (JsonPointer.Parse(operation.Path) is not { } path)
        {
            return null;
        }

        switch (operation.Op)
        {
            case "add":
                return JsonPointer.Add(document, path, operation.Value ?? Value.Null);
            case "replace":
                // The library of the real server does not ask whether a member is there (evanphx/json-patch, version 4).
                return JsonPointer.Replace(document, path, operation.Value ?? Value.Null)
                    ?? (path.Length > 0 && JsonPointer.Find(document, path.AsSpan(0, path.Length - 1)) is MapValue ? JsonPointer.Add(document, path, operation.Value ?? Value.Null) : null);
            case "remove":
                return JsonPointer.Remove(document, path);
            case "test":
                return IsSame(JsonPointer.Find(document, path), operation.Value) ? document : null;
            case "move" when JsonPointer.Parse(operation.From ?? "") is { } from && JsonPointer.Find(document, from) is { } moved:
                return JsonPointer.Remove(document, from) is { } without ? JsonPointer.Add(without, path, moved) : null;
            case "copy" when JsonPointer.Parse(operation.From ?? "") is { } from && JsonPointer.Find(document, from) is { } copied:
                return JsonPointer.Add(document, path, copied);
            default:
                return null;
        }
    }

    /// <summary>How many values there are in it; counting ends beyond the limit.</summary>
    private static int SizeOf(Value value, int limit)
    {
        var size = 1;
        foreach (var item in value switch { MapValue map => map.Select(e => e.Value), ListValue list => list, _ => [] })
        {
            size += SizeOf(item, limit - size);
            if (size > limit)
            {
                break;
            }
        }

        return size;
    }

    /// <summary>To a test, what is missing equals null.</summary>
    private static bool IsSame(Value? found, Value? expected) => (found ?? Value.Null).Equals(expected ?? Value.Null);

    private static JsonPatchOperation ParseOperation(Value item)
    {
        if (item is not MapValue map)
        {
            throw Malformed($"json: cannot unmarshal {JsonKind.NameOf(item)} into Go value of type handlers.jsonPatchOp");
        }

        return new JsonPatchOperation(Text(map, "op") ?? "", Text(map, "path") ?? "", Text(map, "from"), map["value"]);
    }

    private static string? Text(MapValue operation, string field) => operation[field] switch
    {
        null or NullValue => null,
        StringValue text => text.Text,
        var other => throw Malformed($"json: cannot unmarshal {JsonKind.NameOf(other)} into Go struct field jsonPatchOp.{field} of type string"),
    };

    private static ApiException Malformed(string why) => new(ApiStatus.BadRequest($"error decoding patch: {why}"));

    /// <summary>The real server says no more than this: its generic answer of code 422.</summary>
    private static ApiException DoesNotFit() => new(new ApiStatus(
        422, "Invalid", "the server rejected our request due to an error in our request", MapValue.Empty));
}
