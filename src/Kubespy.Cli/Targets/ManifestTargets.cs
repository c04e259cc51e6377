using Kubespy.Core.Values;
using Kubespy.Yaml;
using YamlDotNet.Core;

namespace Kubespy.Cli.Targets;

/// <summary>The objects that manifests name: a file, standard input (<c>-</c>), or a folder's *.yaml, *.yml and *.json.</summary>
internal static class ManifestTargets
{
    /// <exception cref="FormatException">There is no such file, or it is no manifest; the message says where.</exception>
    public static async Task<IReadOnlyList<TargetSpec>> ReadAsync(string path, TextReader input, CancellationToken cancellation)
    {
        if (path == "-")
        {
            return Read("standard input", await input.ReadToEndAsync(cancellation));
        }

        return [.. (await Task.WhenAll(ManifestFiles.Of(path).Select(f => ReadFileAsync(f, cancellation)))).SelectMany(s => s)];
    }

    private static async Task<IReadOnlyList<TargetSpec>> ReadFileAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return Read(path, await File.ReadAllTextAsync(path, cancellation));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"the manifest {path} cannot be read: {e.Message}", e);
        }
    }

    internal static IReadOnlyList<TargetSpec> Read(string where, string text)
    {
        try
        {
            return [.. YamlReader.ReadAll(text).SelectMany(d => Named(where, d))];
        }
        catch (YamlException e)
        {
            throw new FormatException($"{where} is not YAML: line {e.Start.Line}: {e.Message}", e);
        }
    }

    private static IEnumerable<TargetSpec> Named(string where, Value document)
    {
        if (document.StringAt("kind") is { } list && list.EndsWith("List", StringComparison.Ordinal) && document["items"] is ListValue items)
        {
            return items.SelectMany(i => Named(where, i));
        }

        return document.StringAt("apiVersion") is { Length: > 0 } version && document.StringAt("kind") is { Length: > 0 } kind && document.StringAt("metadata", "name") is { Length: > 0 } name
            ? [new TargetSpec(version, kind, document.StringAt("metadata", "namespace"), NamePattern.Parse(name))]
            : throw new FormatException($"{where} holds what names no object: it needs apiVersion, kind and metadata.name");
    }
}
