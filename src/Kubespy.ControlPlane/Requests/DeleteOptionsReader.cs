using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Api.Validation;
using Kubespy.Core.Values;
using Kubespy.Yaml;

namespace Kubespy.ControlPlane.Requests;

/// <summary>How to delete, from the body or else from the query.</summary>
internal static class DeleteOptionsReader
{
    public static DeleteOptions Read(ApiRequest request) => Of(Body(request), request);

    public static DeleteOptions Of(MapValue body, ApiRequest request)
    {
        var policy = body.StringAt("propagationPolicy") ?? request["propagationPolicy"];
        var orphan = body.BoolAt("orphanDependents") ?? (request["orphanDependents"] is { } flag ? flag == "true" : null);
        var grace = body.Int64At("gracePeriodSeconds")
            ?? (long.TryParse(request["gracePeriodSeconds"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? seconds : null);
        Check(body, request, policy, hasOrphan: orphan is not null);
        return new DeleteOptions
        {
            GracePeriodSeconds = grace,
            PropagationPolicy = policy switch
            {
                "Background" => PropagationPolicy.Background,
                "Foreground" => PropagationPolicy.Foreground,
                "Orphan" => PropagationPolicy.Orphan,
                _ => orphan == true ? PropagationPolicy.Orphan : null,
            },
            PreconditionUid = body.StringAt("preconditions", "uid"),
            PreconditionResourceVersion = body.StringAt("preconditions", "resourceVersion"),
        };
    }

    public static bool IsDryRun(ApiRequest request) => Body(request).ListAt("dryRun").Any(d => d.AsString() == "All");

    /// <summary>What the real server checks of them (apimachinery/pkg/apis/meta/v1/validation): a wrong one must not delete.</summary>
    /// <exception cref="ApiException">422 with every cause.</exception>
    private static void Check(MapValue body, ApiRequest request, string? policy, bool hasOrphan)
    {
        var errors = new List<FieldError>();
        if (hasOrphan && policy is not null)
        {
            errors.Add(FieldError.Invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"));
        }

        if (policy is not (null or "" or "Background" or "Foreground" or "Orphan"))
        {
            // In the real server's order, which is not the alphabet's.
            errors.Add(new FieldError(
                "FieldValueNotSupported", "propagationPolicy", $"Unsupported value: \"{policy}\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""));
        }

        var dryRun = body.ListAt("dryRun");
        if (dryRun.Any(d => d.AsString() != "All"))
        {
            errors.Add(FieldError.Unsupported("dryRun", dryRun, "All"));
        }
        else if (request["dryRun"] is { Length: > 0 } asked and not "All")
        {
            errors.Add(FieldError.Unsupported("dryRun", ListValue.Of([asked]), "All"));
        }

        if (errors.Count > 0)
        {
            throw ObjectValidation.Refusal("DeleteOptions", "meta.k8s.io", "", errors);
        }
    }

    private static MapValue Body(ApiRequest request)
    {
        if (request.Body.IsEmpty)
        {
            return MapValue.Empty;
        }

        // Clients send it under the group they delete from; only its fields count.
        return request.ContentType == ObjectDecoder.Protobuf
            ? ProtobufReader.Read(request.Body.Span, Schemas.Of("meta/v1.DeleteOptions"))
            : request.ContentType == ObjectDecoder.Yaml
                ? YamlReader.ReadAll(System.Text.Encoding.UTF8.GetString(request.Body.Span)) is [MapValue yaml, ..] ? yaml : MapValue.Empty
                : Json(request.Body.Span);
    }

    private static MapValue Json(ReadOnlySpan<byte> body)
    {
        try
        {
            return ValueReader.Read(body) as MapValue ?? MapValue.Empty;
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new ApiException(ApiStatus.BadRequest($"couldn't decode DeleteOptions: {GoJsonError.Describe(body, e)}"));
        }
    }
}
