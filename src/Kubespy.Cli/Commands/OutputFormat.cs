using Kubespy.Cli.Views;

namespace Kubespy.Cli.Commands;

/// <summary>The values of -o and --color that observing commands know.</summary>
internal static class OutputFormat
{
    /// <summary>Null for text.</summary>
    /// <exception cref="FormatException">There is no such format.</exception>
    public static DocumentFormat? Parse(string text) => text switch
    {
        "text" => null,
        "json" => DocumentFormat.JsonArray,
        "jsonl" => DocumentFormat.JsonLines,
        "yaml" => DocumentFormat.Yaml,
        _ => throw new FormatException($"--output is text, json, jsonl or yaml, not {text}"),
    };

    /// <exception cref="FormatException">There is no such choice.</exception>
    public static string CheckColor(string? text) => text is "auto" or "always" or "never" ? text : throw new FormatException($"--color is auto, always or never, not {text}");
}
