using System.Text;
using Kubespy.ControlPlane.Api;
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
        if (kind is null or "" || apiVersion is null or "")
        {
            throw new ApiException(ApiStatus.BadRequest($"error decoding YAML: Object '{(kind is null or "" ? "Kind" : "apiVersion")}' is missing in '{Encoding.UTF8.GetString(request.Body.Span)}'"));
        }

        if (apiVersion != path.ApiVersion)
        {
            throw new ApiException(ApiStatus.BadRequest($"Incorrect version specified in apply patch. Specified patch version: {apiVersion}, expected: {path.ApiVersion}"));
        }

        if (kind != path.Resource.Kind)
        {
            throw new ApiException(ApiStatus.BadRequest($"invalid object type: {apiVersion}, Kind={kind}"));
        }

        if (config.StringAt("metadata", "name") is { Length: > 0 } name && name != path.Name)
        {
            throw new ApiException(ApiStatus.BadRequest($"the name of the object ({name}) does not match the name on the URL ({path.Name})"));
        }

        if (path.Resource.IsNamespaced && config.StringAt("metadata", "namespace") is { Length: > 0 } ns && ns != path.Namespace)
        {
            throw new ApiException(ApiStatus.BadRequest("the namespace of the provided object does not match the namespace sent on the request"));
        }

        return path.Served.ToStored is { } convert ? convert(config) : config;
    }

    private static MapValue Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return YamlReader.ReadAll(Encoding.UTF8.GetString(body)) is [MapValue map, ..]
                ? map
                : throw new ApiException(ApiStatus.BadRequest("error decoding YAML: json: cannot unmarshal array into Go value of type map[string]interface {}"));
        }
        catch (YamlException e)
        {
            throw new ApiException(ApiStatus.BadRequest($"error decoding YAML: yaml: line {e.Start.Line}: {e.Message}"));
        }
    }
}
