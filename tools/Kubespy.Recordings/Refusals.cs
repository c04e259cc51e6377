using System.IO.Compression;
using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.Recordings;

/// <summary>
/// Asks a real API server anew what the fixture of refusals holds: manifests, each with one field changed or taken away, sent as dry runs to be
/// created or to replace what is there. Its address is one that asks for no credentials: <c>kubectl proxy</c>'s.
/// </summary>
internal static class Refusals
{
    private const string DryRun = "?dryRun=All&fieldValidation=Strict&fieldManager=twin";

    public static async Task RecordAsync(Uri server, string path, string target)
    {
        using var client = new HttpClient { BaseAddress = server };
        var table = (MapValue)await ReadAsync(path);
        var cases = new List<Value>();
        var bases = table.ListAt("bases");
        foreach (var given in bases)
        {
            await RemoveAsync(client, $"{given.StringAt("path")}/{given.StringAt("object", "metadata", "name")}");
        }

        for (var i = 0; i < bases.Count; i++)
        {
            var (at, obj) = (bases[i].StringAt("path")!, (MapValue)bases[i]["object"]!);
            var one = $"{at}/{obj.StringAt("metadata", "name")}";
            foreach (var test in table.ListAt("cases").Where(c => c.Int64At("base") == i).OrderBy(c => c.StringAt("verb"), StringComparer.Ordinal))
            {
                if (test.StringAt("verb") == "PUT" && (await SendAsync(client, HttpMethod.Get, one, null)).Code == 404)
                {
                    await SendAsync(client, HttpMethod.Post, at, obj);
                    // Controllers finish with what is new: a definition is established, a claim bound.
                    await Task.Delay(TimeSpan.FromSeconds(2));
                }

                var revision = (await SendAsync(client, HttpMethod.Get, one, null)).Body.StringAt("metadata", "resourceVersion") ?? "";
                var changed = ((MapValue)ValueReader.Read(test["body"]!.ToString().Replace("$revision", revision, StringComparison.Ordinal)))!;
                var (code, body) = test.StringAt("verb") == "PUT"
                    ? await SendAsync(client, HttpMethod.Put, one + DryRun, changed)
                    : await SendAsync(client, HttpMethod.Post, at + DryRun, changed);
                cases.Add(((MapValue)test).With("code", code).With("message", body.StringAt("message") ?? "").With("causes", body.ListAt("details", "causes")));
            }

            await RemoveAsync(client, one);
        }

        await WriteAsync(table.With("cases", ListValue.Of(cases)), target);
        Console.WriteLine($"{cases.Count} answers in {target}");
    }

    /// <summary>Away with it; finalizers may take a moment.</summary>
    private static async Task RemoveAsync(HttpClient client, string path)
    {
        for (var tries = 0; tries < 50 && (await SendAsync(client, HttpMethod.Delete, path + "?gracePeriodSeconds=0", null)).Code != 404; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private static async Task<(long Code, Value Body)> SendAsync(HttpClient client, HttpMethod method, string path, MapValue? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body.ToString(), Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        return ((long)answer.StatusCode, ValueReader.Read(await answer.Content.ReadAsByteArrayAsync()));
    }

    private static async Task<Value> ReadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        await using Stream content = path.EndsWith(".br", StringComparison.Ordinal) ? new BrotliStream(file, CompressionMode.Decompress) : file;
        using var memory = new MemoryStream();
        await content.CopyToAsync(memory);
        return ValueReader.Read(memory.ToArray());
    }

    private static async Task WriteAsync(Value table, string path)
    {
        await using var file = File.Create(path);
        await using var brotli = new BrotliStream(file, CompressionLevel.SmallestSize);
        await brotli.WriteAsync(Encoding.UTF8.GetBytes(table.ToString()));
    }
}
