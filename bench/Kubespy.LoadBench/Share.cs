using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Requests;

namespace Kubespy.LoadBench;

/// <summary>What a create costs without HTTP, and how much of it is the loop's thread's: requests are handled in this one thread.</summary>
internal static class Share
{
    private const int Requests = 5_000;
    private const int Rounds = 3;

    public static async Task RunAsync()
    {
        var gate = new Gate();
        var handler = new RequestHandler(gate.Cluster.Api, gate, TimeProvider.System);
        Console.WriteLine("| create | CPU, µs | of it the loop's (time), µs | allocated, B |");
        Console.WriteLine("|---|---|---|---|");
        for (var round = 0; round < Rounds; round++)
        {
            await MeasureAsync(handler, gate, "ConfigMap", "configmaps", round, ConfigMap);
            await MeasureAsync(handler, gate, "Pod", "pods", round, Pod);
        }
    }

    private static async Task MeasureAsync(RequestHandler handler, Gate gate, string kind, string plural, int round, Func<int, string> body)
    {
        gate.LoopTime = TimeSpan.Zero;
        var (allocated, cpu) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < Requests; i++)
        {
            var request = new ApiRequest("POST", $"/api/v1/namespaces/default/{plural}", new Dictionary<string, string>())
            {
                Body = Encoding.UTF8.GetBytes(body((round * Requests) + i)),
                ContentType = "application/json",
                UserAgent = "bench/1",
            };
            await handler.HandleAsync(request, new Sink(), CancellationToken.None);
        }

        var each = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Requests;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {kind} | {each:0} | {gate.LoopTime.TotalMicroseconds / Requests:0} | {(GC.GetTotalAllocatedBytes() - allocated) / Requests} |"));
    }

    private static string ConfigMap(int i) =>
        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c-" + i.ToString(CultureInfo.InvariantCulture) + "\",\"labels\":{\"a\":\"b\"}},\"data\":{\"key\":\"value\"}}";

    private static string Pod(int i) =>
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"p-" + i.ToString(CultureInfo.InvariantCulture)
        + "\",\"labels\":{\"app\":\"x\"}},\"spec\":{\"containers\":[{\"name\":\"nginx\",\"image\":\"nginx:1.7.9\",\"ports\":[{\"containerPort\":80}],\"resources\":{\"requests\":{\"cpu\":\"10m\",\"memory\":\"16Mi\"}},\"env\":[{\"name\":\"A\",\"value\":\"b\"}]}]}}";

    private sealed class Gate : IClusterGate
    {
        public EmbeddedCluster Cluster { get; } = new(new ClusterOptions());

        public TimeSpan LoopTime { get; set; }

        public DateTimeOffset Now => Cluster.Loop.Now;

        public Task<T> RunAsync<T>(Func<T> call)
        {
            var since = Stopwatch.GetTimestamp();
            var result = call();
            LoopTime += Stopwatch.GetElapsedTime(since);
            return Task.FromResult(result);
        }
    }

    private sealed class Sink : IApiResponse
    {
        public Stream Body => Stream.Null;

        public void Start(int code, string contentType, IReadOnlyList<string>? warnings = null)
        {
            if (code != 201)
            {
                throw new InvalidOperationException($"a create was answered with {code}");
            }
        }

        public Task FlushAsync(CancellationToken cancellation) => Task.CompletedTask;
    }
}
