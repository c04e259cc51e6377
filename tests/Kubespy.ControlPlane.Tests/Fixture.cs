using System.IO.Compression;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests;

/// <summary>Files that are carried in this assembly.</summary>
internal static class Fixture
{
    public static Value Json(string name)
    {
        using var stream = typeof(Fixture).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var content = name.EndsWith(".br", StringComparison.Ordinal) ? new BrotliStream(stream, CompressionMode.Decompress) : stream;
        using var memory = new MemoryStream();
        content.CopyTo(memory);
        return ValueReader.Read(memory.ToArray());
    }
}
