using System.IO.Compression;

namespace Kubespy.Recording.Tests;

/// <summary>Recordings of a real cluster, and files to write others into.</summary>
internal sealed class Fixture : IDisposable
{
    private static readonly Type Here = typeof(Fixture);

    public static IEnumerable<string> Names => Here.Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".jsonl", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public string Folder { get; } = Directory.CreateTempSubdirectory("kubespy-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>The text of a recording, in a file.</summary>
    public string Text(string name)
    {
        using var stream = Here.Assembly.GetManifestResourceStream(name)!;
        using var brotli = new BrotliStream(stream, CompressionMode.Decompress);
        var path = PathOf(name.Replace('/', '-'));
        using var file = File.Create(path);
        brotli.CopyTo(file);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
