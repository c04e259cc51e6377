using System.Globalization;
using Kubespy.Cli.Targets;
using Kubespy.Yaml;
using YamlDotNet.Core;

namespace Kubespy.Cli.Clusters.Loading;

/// <summary>The objects of a file, or of a folder's *.yaml, *.yml and *.json (not of the folders in it, as kubectl), in the order to load them in.</summary>
internal static class ManifestReader
{
    /// <summary>Larger files are no manifests.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    /// <exception cref="FormatException">Something cannot be read; the message names the file and the document.</exception>
    public static IReadOnlyList<Manifest> Read(IEnumerable<string> paths) => [.. paths.SelectMany(ManifestFiles.Of).SelectMany(ReadFile).OrderBy(m => m.Rank)];

    private static IEnumerable<Manifest> ReadFile(string path)
    {
        string text;
        try
        {
            text = new FileInfo(path) is { Exists: true, Length: > MaxBytes }
                ? throw new FormatException($"{path} is larger than 64 MiB: split it")
                : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"the manifest {path} cannot be read: {e.Message}", e);
        }

        return DocumentsOf(path, text);
    }

    internal static IEnumerable<Manifest> DocumentsOf(string path, string text)
    {
        try
        {
            var documents = YamlReader.ReadAll(text);
            return [.. documents.SelectMany((d, i) => Manifest.Of(documents.Count == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}, document {i + 1}"), d))];
        }
        catch (YamlException e)
        {
            throw new FormatException($"{path}, line {e.Start.Line}: not YAML or JSON: {e.Message}", e);
        }
    }
}
