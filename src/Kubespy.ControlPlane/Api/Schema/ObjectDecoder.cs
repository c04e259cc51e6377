using System.Text;
using System.Text.Json;
using Kubespy.Core.Values;
using Kubespy.Yaml;
using YamlDotNet.Core;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// Decodes the body of a write into its canonical form, with the refusals that apimachinery gives
/// (pkg/runtime/serializer, pkg/endpoints/handlers/create.go).
/// </summary>
public static class ObjectDecoder
{
    public const string Json = "application/json";
    public const string Yaml = "application/yaml";
    public const string Protobuf = "application/vnd.kubernetes.protobuf";

    /// <summary>Decodes a body that must be of that kind. The apiVersion and kind may be left out: the path says them.</summary>
    /// <exception cref="ApiException">400 or 415, as the real server answers.</exception>
    public static DecodedObject Decode(ReadOnlyMemory<byte> body, string mediaType, string apiVersion, string kind, TypeSchema type, FieldValidation validation)
    {
        List<string> duplicates = [];
        var root = mediaType switch
        {
            "" or Json => ReadJson(body.Span, kind, duplicates),
            Yaml => ReadYaml(body.Span, kind),
            Protobuf => ProtobufReader.Read(body.Span, type),
            _ => throw new ApiException(new ApiStatus(
                415, "UnsupportedMediaType",
                $"the body of the request was in an unknown format - accepted media types include: {Json}, {Yaml}, {Protobuf}")),
        };
        CheckKind(root, apiVersion, kind);
        return Normalize(root, apiVersion, kind, type, validation, duplicates);
    }

    /// <summary>Brings the result of a patch into canonical form. Where it shares parts with a known canonical object, they are taken as they are.</summary>
    public static DecodedObject Normalize(
        MapValue root, string apiVersion, string kind, TypeSchema type, FieldValidation validation, IReadOnlyList<string> duplicates, MapValue? known = null)
    {
        var normalizer = new ObjectNormalizer();
        MapValue normal;
        try
        {
            normal = normalizer.Normalize(root, type, known);
        }
        catch (DecodingException e)
        {
            throw CannotBeHandled(root, apiVersion, kind, e.Message);
        }

        var problems = duplicates.Select(d => $"duplicate field \"{d}\"")
            .Concat(normalizer.UnknownFields.Select(u => $"unknown field \"{u}\""))
            .ToList();
        if (validation == FieldValidation.Strict && problems.Count > 0)
        {
            throw CannotBeHandled(root, apiVersion, kind, "strict decoding error: " + string.Join(", ", problems));
        }

        if (normal["kind"] is null || normal["apiVersion"] is null)
        {
            normal = new ObjectNormalizer().Normalize(normal.With("kind", kind).With("apiVersion", apiVersion), type);
        }

        return new DecodedObject(normal, validation == FieldValidation.Warn ? problems : []);
    }

    private static MapValue ReadJson(ReadOnlySpan<byte> body, string kind, List<string> duplicates)
    {
        try
        {
            return ValueReader.Read(body, duplicates) switch
            {
                MapValue map => map,
                var other => throw Unrecognized(
                    kind,
                    $"json: cannot unmarshal {JsonKind.NameOf(other)} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}",
                    Convert.ToHexStringLower(body)),
            };
        }
        catch (JsonException e)
        {
            throw Unrecognized(kind, GoJsonError.Describe(body, e), body.IsEmpty ? "<empty>" : Encoding.UTF8.GetString(body));
        }
    }

    private static MapValue ReadYaml(ReadOnlySpan<byte> body, string kind)
    {
        try
        {
            return YamlReader.ReadAll(Encoding.UTF8.GetString(body)) is [MapValue first, ..]
                ? first
                : throw Unrecognized(kind, "yaml: the document is no mapping", "<yaml>");
        }
        catch (YamlException e)
        {
            throw new ApiException(ApiStatus.BadRequest(
                $"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; error converting YAML to JSON: yaml: line {e.Start.Line}: {e.Message}"));
        }
    }

    private static void CheckKind(MapValue root, string apiVersion, string kind)
    {
        var givenVersion = root["apiVersion"]?.AsString();
        var givenKind = root["kind"]?.AsString();
        if (givenVersion is { Length: > 0 } && givenVersion != apiVersion)
        {
            throw CannotBeHandled(root, apiVersion, kind, $"no kind \"{givenKind}\" is registered for version \"{givenVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
        }

        if (givenKind is { Length: > 0 } && givenKind != kind)
        {
            var group = apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion.Split('/')[0].Split('.')[0] : "core";
            throw CannotBeHandled(root, apiVersion, kind, $"converting (v1.{givenKind}) to ({group}.{kind}): unknown conversion");
        }
    }

    private static ApiException CannotBeHandled(MapValue root, string apiVersion, string kind, string why)
    {
        var version = root["apiVersion"]?.AsString() ?? apiVersion;
        return new ApiException(ApiStatus.BadRequest(
            $"{root["kind"]?.AsString() ?? kind} in version \"{version[(version.IndexOf('/', StringComparison.Ordinal) + 1)..]}\" cannot be handled as a {kind}: {why}"));
    }

    private static ApiException Unrecognized(string kind, string why, string shown) => new(ApiStatus.BadRequest(
        $"the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: {why} ({(shown.Length > 1024 ? shown[..1024] : shown)})"));
}
