using System.IO.Compression;
using System.Text;
using Kubespy.Core.Values;
using Kubespy.Recordings;

// Packs recordings of a real cluster into the fixtures that tests carry: what no test reads is dropped, the rest compressed.
//   dotnet run --project tools/Kubespy.Recordings -- RECORDINGS_FOLDER FIXTURES_FOLDER [SCENARIO_PREFIX…]
//   dotnet run --project tools/Kubespy.Recordings -- story RECORDINGS_FOLDER FIXTURES_FOLDER [SCENARIO_PREFIX…]   with whose hand it was, and the nodes
//   dotnet run --project tools/Kubespy.Recordings -- http ANSWERS_FOLDER FIXTURE_FILE
//   dotnet run --project tools/Kubespy.Recordings -- refusals http://127.0.0.1:8001 FIXTURE_FILE [TARGET_FILE]   asked anew, through kubectl proxy
//   dotnet run --project tools/Kubespy.Recordings -- pack FILE FIXTURE_FILE   as it is, compressed

if (args is ["pack", var plain, var compressed])
{
    await using var source = File.OpenRead(plain);
    await using var target = new BrotliStream(File.Create(compressed), CompressionLevel.SmallestSize);
    await source.CopyToAsync(target);
    return 0;
}

if (args is ["http", var answers, var fixture])
{
    await HttpAnswers.PackAsync(answers, fixture);
    return 0;
}

if (args is ["refusals", var server, var table, ..])
{
    await Refusals.RecordAsync(new Uri(server), table, args.Length > 3 ? args[3] : table);
    return 0;
}

var isStory = args is ["story", ..];
args = isStory ? args[1..] : args;
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
    var nodes = new Dictionary<string, Value>();
    await foreach (var line in File.ReadLinesAsync(path))
    {
        var map = (MapValue)ValueReader.Read(line);
        if (map.MapAt("object") is { } obj && obj.StringAt("kind") is not ("Node" or "Lease"))
        {
            packed.Append(map.With("object", Strip(obj, isStory))).Append('\n');
        }
        else if (isStory && Node(map) is { } node && nodes.GetValueOrDefault(node.StringAt("object", "metadata", "name")!) is var known && !node["object"]!.Equals(known))
        {
            nodes[node.StringAt("object", "metadata", "name")!] = node["object"]!;
            packed.Append(node).Append('\n');
        }
    }

    var target = Path.Combine(args[1], name + ".jsonl.br");
    await using var file = File.Create(target);
    await using var brotli = new BrotliStream(file, CompressionLevel.SmallestSize);
    await brotli.WriteAsync(Encoding.UTF8.GetBytes(packed.ToString()));
    Console.WriteLine($"{target}");
}

return 0;

// Of a node, whether it is Ready, and for whom; its heartbeats are dropped.
static MapValue? Node(MapValue line) => line.MapAt("object") is { } obj && obj.StringAt("kind") == "Node"
    ? line.With("object", MapValue.Of(
        ("kind", "Node"),
        ("apiVersion", "v1"),
        ("metadata", MapValue.Of(("name", obj.At("metadata", "name")!), ("uid", obj.At("metadata", "uid")!), ("creationTimestamp", obj.At("metadata", "creationTimestamp")!))),
        ("spec", MapValue.Empty.WithOptional("taints", obj.At("spec", "taints"))),
        ("status", MapValue.Of(("conditions", ListValue.Of(obj.ListAt("status", "conditions").OfType<MapValue>().Where(c => c.StringAt("type") == "Ready").Select(c => (Value)c.Without("lastHeartbeatTime"))))))))
    : null;

static MapValue Strip(MapValue obj, bool isStory)
{
    var metadata = obj.MapAt("metadata")!;
    if (obj.StringAt("kind") != "Deployment")
    {
        metadata = isStory && obj.StringAt("kind") is "Pod" or "Service" or "StatefulSet" or "DaemonSet" or "Job"
            ? metadata.With("managedFields", ListValue.Of(metadata.ListAt("managedFields").Where(e => e.StringAt("subresource") != "status")))
            : metadata.Without("managedFields");
    }

    var stripped = obj.With("metadata", metadata);
    return obj.StringAt("kind") == "Pod"
        ? stripped.With("spec", MapValue.Of(("nodeName", obj.At("spec", "nodeName") ?? StringValue.Of("")), ("containers", Names(obj))))
        : stripped;
}

static Value Names(MapValue pod) => ListValue.Of(pod.ListAt("spec", "containers").Select(c => (Value)MapValue.Of(
    ("name", c["name"] ?? StringValue.Of("")), ("image", c["image"] ?? StringValue.Of("")))));
