using System.Diagnostics;
using System.Globalization;

namespace Kubespy.LoadBench;

/// <summary>
/// Creates a second of a cluster that is kept (<c>--persist</c>) beside one that is not, in turns, and how often the same disk syncs an
/// appended record when it does nothing else: without group commit no more could be acknowledged.
/// </summary>
internal static class Persist
{
    private const int Rounds = 3;
    private const int Creates = 8_000;
    private const int Syncs = 500;

    public static async Task RunAsync(string kubespy)
    {
        var root = Directory.CreateTempSubdirectory("kubespy-bench-").FullName;
        try
        {
            double plain = 0, kept = 0, alone = 0, keptAlone = 0, syncs = 0;
            for (var round = 0; round < Rounds; round++)
            {
                syncs = Math.Max(syncs, SyncsASecond(Path.Combine(root, "sync")));
                var (many, one) = await MeasureAsync(kubespy);
                (plain, alone) = (Math.Max(plain, many), Math.Max(alone, one));
                (many, one) = await MeasureAsync(kubespy, "--persist", Path.Combine(root, $"data{round}"));
                (kept, keptAlone) = (Math.Max(kept, many), Math.Max(keptAlone, one));
            }

            Console.WriteLine("| ConfigMaps created a second | in memory | kept | ratio |");
            Console.WriteLine("|---|---|---|---|");
            Print("by 16 clients at once", plain, kept);
            Print("by one client", alone, keptAlone);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| syncs of 512 bytes a second, this disk | | {syncs:0} | |"));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task<(double Many, double One)> MeasureAsync(string kubespy, params string[] options)
    {
        await using var server = await Served.ByAsync(kubespy, options);
        using var client = Load.NewClient(server.Address, server.Token);
        await CreateAsync(client, 0);
        var many = await CreateAsync(client, Creates);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Creates / 8; i++)
        {
            await CreateOneAsync(client, (2 * Creates) + i);
        }

        return (many, Creates / 8 / watch.Elapsed.TotalSeconds);
    }

    private static Task<double> CreateAsync(HttpClient client, int first) => Load.RunAsync(Creates, i => CreateOneAsync(client, first + i));

    private static Task CreateOneAsync(HttpClient client, int i) => Load.PostAsync(
        client, "/api/v1/namespaces/default/configmaps", $"{{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{{\"name\":\"c{i}\"}},\"data\":{{\"a\":\"b\"}}}}");

    private static double SyncsASecond(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Syncs; i++)
        {
            file.Write(new byte[512]);
            file.Flush(flushToDisk: true);
        }

        return Syncs / watch.Elapsed.TotalSeconds;
    }

    private static void Print(string what, double plain, double kept) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {plain:0} | {kept:0} | {kept / plain:0.00}x |"));
}
