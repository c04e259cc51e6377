using System.IO.Compression;
using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.Recordings;

/// <summary>Packs raw answers of a real API server (<c>NAME.head</c>, <c>NAME.body</c>) into one compressed list.</summary>
internal static class HttpAnswers
{
    public static async Task PackAsync(string folder, string target)
    {
        var answers = new List<Value>();
        foreach (var head in Directory.EnumerateFiles(folder, "*.head").Order(StringComparer.Ordinal))
        {
            var body = Path.ChangeExtension(head, ".body");
            if (!File.Exists(body))
            {
                continue;
            }

            var lines = await File.ReadAllLinesAsync(head);
            var request = lines[0].Split(' ', 2);
            answers.Add(MapValue.Of(
                ("name", Path.GetFileNameWithoutExtension(head)),
                ("method", request[0]),
                ("path", request[1]),
                ("accept", ValueReader.Read(lines[1]).StringAt("Accept") ?? ""),
                ("code", long.Parse(lines[2].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)),
                ("contentType", lines.First(l => l.StartsWith("Content-Type: ", StringComparison.Ordinal))["Content-Type: ".Length..]),
                ("body", await File.ReadAllTextAsync(body))));
        }

        await using var file = File.Create(target);
        await using var brotli = new BrotliStream(file, CompressionLevel.SmallestSize);
        await brotli.WriteAsync(Encoding.UTF8.GetBytes(ListValue.Of(answers).ToString()!));
    }
}
