namespace Kubespy.ControlPlane.Requests;

/// <summary>In which form an answer is wanted (the Accept header).</summary>
public sealed record OutputFormat(OutputKind Kind, bool IsYaml)
{
    /// <summary>The forms that there are, of what can be watched too.</summary>
    public static string Representations(bool canBeWatched) => "application/json, application/yaml, application/vnd.kubernetes.protobuf"
        + (canBeWatched ? ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch" : "");

    public string ContentType => IsYaml ? "application/yaml" : "application/json";

    /// <summary>The first of the wanted forms that is there; null where none is (406).</summary>
    public static OutputFormat? Parse(string accept)
    {
        if (accept.Length == 0)
        {
            return new OutputFormat(OutputKind.Object, false);
        }

        foreach (var range in accept.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = range.Split(';', StringSplitOptions.TrimEntries);
            var isYaml = parts[0] is "application/yaml" or "application/x-yaml" or "text/yaml";
            if (parts[0] is not ("application/json" or "*/*" or "application/*") && !isYaml)
            {
                continue;
            }

            var wanted = parts.FirstOrDefault(p => p.StartsWith("as=", StringComparison.Ordinal));
            OutputKind? kind = wanted switch
            {
                null => OutputKind.Object,
                "as=Table" => parts.Contains("v=v1") ? OutputKind.Table : null,
                "as=PartialObjectMetadata" or "as=PartialObjectMetadataList" => OutputKind.Metadata,
                _ => null,
            };
            if (kind is { } found)
            {
                return new OutputFormat(found, isYaml);
            }
        }

        return null;
    }
}
