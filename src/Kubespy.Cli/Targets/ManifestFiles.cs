namespace Kubespy.Cli.Targets;

/// <summary>The files that a path stands for, as kubectl's <c>-f</c> takes them: itself, or a folder's *.yaml, *.yml and *.json, not those of the folders in it.</summary>
internal static class ManifestFiles
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <exception cref="FormatException">The folder holds none.</exception>
    public static IReadOnlyList<string> Of(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var files = Directory.GetFiles(path).Where(f => Endings.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal).ToArray();
        return files.Length > 0 ? files : throw new FormatException($"the folder {path} holds no manifest (*.yaml, *.yml, *.json)");
    }
}
