using System.IO.Compression;
using System.Text;
using Kubespy.Core.Values;
using Kubespy.Recordings;

// Packs recordings of a real cluster into the fixtures that tests carry: what no test reads is dropped, the rest compressed.
//   dotnet run --project tools/Kubespy.Recordings -- RECORDINGS_FOLDER FIXTURES_FOLDER [SCENARIO_PREFIX…]
//   dotnet run --project tools/Kubespy.Recordings -- http ANSWERS_FOLDER FIXTURE_FILE
if (args is ["http", var answers, var fixture])
{
    await HttpAnswers.PackAsync(answers, fixture);
    return 0;
}

if (args.Length < 2)
{
    await Console.Error.WriteLineAsync("usage: Kubespy.Recordings RECORDINGS_FOLDER FIXTURES_FOLDER [SCENARIO_PREFIX…]");
    return 2;
}

Directory.CreateDirectory(args[1]);
foreach (var path in Directory.EnumerateFiles(args[0], "*.jsonl").Order(StringComparer.Ordinal))
{
    var name = Path.GetFileNameWithoutExtension(path);
    if (args.Length > 2 && !args.Skip(2).Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
    {
        continue;
    }

    var packed = new StringBuilder();
    await foreach (var line in File.ReadLinesAsync(path))
    {
        if (ValueReader.Read(line) is MapValue map && map.MapAt("object") is { } obj && obj.StringAt("kind") is not ("Node" or "Lease"))
        {
            packed.Append(map.With("object", Strip(obj))).Append('\n');
        }
    }

    var target = Path.Combine(args[1], name + ".jsonl.br");
    await using var file = File.Create(target);
    await using var brotli = new BrotliStream(file, CompressionLevel.SmallestSize);
    await brotli.WriteAsync(Encoding.UTF8.GetBytes(packed.ToString()));
    Console.WriteLine($"{target}");
}

return 0;

static MapValue Strip(MapValue obj)
{
    var metadata = obj.MapAt("metadata")!;
    if (obj.StringAt("kind") != "Deployment")
    {
        metadata = metadata.Without("managedFields");
    }

    var stripped = obj.With("metadata", metadata);
    return obj.StringAt("kind") == "Pod"
        ? stripped.With("spec", MapValue.Of(("nodeName", obj.At("spec", "nodeName") ?? StringValue.Of("")), ("containers", Names(obj))))
        : stripped;
}

static Value Names(MapValue pod) => ListValue.Of(pod.ListAt("spec", "containers").Select(c => (Value)MapValue.Of(
    ("name", c["name"] ?? StringValue.Of("")), ("image", c["image"] ?? StringValue.Of("")))));
