using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;
using Kubespy.Yaml;
using YamlDotNet.Core;

namespace Kubespy.ControlPlane.Requests;

/// <summary>The configuration that a server-side apply carries, YAML or JSON (endpoints/handlers/patch.go, applyPatcher).</summary>
internal static class ApplyBody
{
    public const string MediaType = "application/apply-patch+yaml";

    /// <exception cref="ApiException">400: it cannot be read, or is of something else than the path names.</exception>
    public static MapValue Read(RequestPath path, ApiRequest request)
    {
        var config = Parse(request.Body.Span);
        var (kind, apiVersion) = (config.StringAt("kind"), config.StringAt("apiVersion"));
        if (kind != path.Resource.Kind)
        {
            throw new ApiException(ApiStatus.BadRequest($"invalid object type: {(apiVersion is null or "" ? "/" : apiVersion)}, Kind={kind}"));
        }

        if (apiVersion != path.ApiVersion)
        {
            throw new ApiException(ApiStatus.BadRequest($"Incorrect version specified in apply patch. Specified patch version: {apiVersion}, expected: {path.ApiVersion}"));
        }

        if (config.At("metadata", "name") is NullValue or StringValue { Text.Length: 0 })
        {
            throw new ApiException(ApiStatus.BadRequest($"the name of the object ({path.Name} based on URL) was undeterminable: name must be provided"));
        }

        if (config.StringAt("metadata", "name") is { Length: > 0 } name && name != path.Name)
        {
            throw new ApiException(ApiStatus.BadRequest($"the name of the object ({name}) does not match the name on the URL ({path.Name})"));
        }

        if (path.Resource.IsNamespaced && config.StringAt("metadata", "namespace") is { Length: > 0 } ns && ns != path.Namespace)
        {
            throw new ApiException(ApiStatus.BadRequest("the namespace of the provided object does not match the namespace sent on the request"));
        }

        return config;
    }

    private static MapValue Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return YamlReader.ReadAll(Encoding.UTF8.GetString(body)) switch
            {
                [MapValue map, ..] => map,
                [] or [NullValue, ..] => MapValue.Empty,
                [var other, ..] => throw new ApiException(ApiStatus.BadRequest(
                    $"error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {JsonKind.NameOf(other)} into Go value of type map[string]interface {{}}")),
            };
        }
        catch (YamlException e)
        {
            throw new ApiException(ApiStatus.BadRequest($"error decoding YAML: yaml: line {e.Start.Line}: {e.Message}"));
        }
    }
}
