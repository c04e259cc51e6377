using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Kubespy.Core.Timelines;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Telemetry;

/// <summary>Sends a timeline to an OpenTelemetry collector, by OTLP over HTTP in JSON: traces, then metrics.</summary>
/// <param name="endpoint">The collector's base address, such as <c>http://localhost:4318</c>.</param>
/// <param name="headers">What it asks for, such as an authorization.</param>
/// <param name="clock">Waits between tries.</param>
internal sealed class OtlpExporter(Uri endpoint, IReadOnlyList<(string Name, string Value)> headers, TimeProvider clock)
{
    /// <summary>As OpenTelemetry's SDKs name it: <c>name=value,name=value</c>, percent-encoded.</summary>
    public const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

    private const int Tries = 4;
    private const int MostAnswer = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <exception cref="FormatException">It is no address of a collector.</exception>
    public static OtlpExporter Parse(string text, Func<string, string?> environment, TimeProvider clock)
    {
        if (!Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new FormatException($"--otlp is the address of a collector such as http://localhost:4318, not {text}");
        }

        var headers = (environment(HeadersVariable) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(h => h.Split('=', 2)).Where(h => h.Length == 2).Select(h => (h[0].Trim(), WebUtility.UrlDecode(h[1].Trim()))).ToArray();
        return new OtlpExporter(endpoint, headers, clock);
    }

    /// <summary>What went wrong and what to do, in a line; empty where all was taken. What was observed is not lost by it.</summary>
    public async Task<string> ExportAsync(Timeline timeline, CancellationToken cancellation)
    {
        using var client = new HttpClient { Timeout = Patience, MaxResponseContentBufferSize = MostAnswer };
        var traces = await SendAsync(client, "v1/traces", OtlpTraces.Of(timeline), "rejectedSpans", cancellation);
        return traces.Length > 0 ? traces : await SendAsync(client, "v1/metrics", OtlpMetrics.Of(timeline), "rejectedDataPoints", cancellation);
    }

    private async Task<string> SendAsync(HttpClient client, string path, MapValue body, string rejected, CancellationToken cancellation)
    {
        var address = new Uri(endpoint, path);
        var bytes = ValueWriter.Write(body);
        for (var tried = 1; ; tried++)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(bytes) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                foreach (var (name, value) in headers)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }

                using var answer = await client.SendAsync(request, cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return Partial(await answer.Content.ReadAsByteArrayAsync(cancellation), address, rejected);
                }

                // Those of which the specification says that they may be tried again.
                var mayRetry = answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
                if (!mayRetry || tried == Tries)
                {
                    return $"{address} answered {(int)answer.StatusCode}: is it the OTLP/HTTP port of a collector (4318), and does it take this account ({HeadersVariable})?";
                }

                await Task.Delay(Pause(answer.Headers.RetryAfter, tried), clock, cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested && e is (HttpRequestException or TaskCanceledException))
            {
                return $"{address} cannot be reached: {e.Message.TrimEnd('.')}: does the collector run, and listen there for OTLP/HTTP?";
            }
        }
    }

    private TimeSpan Pause(RetryConditionHeaderValue? asked, int tried)
    {
        var pause = asked?.Delta ?? (asked?.Date is { } date ? date - clock.GetUtcNow() : TimeSpan.FromSeconds(0.25 * Math.Pow(2, tried)));
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause > LongestPause ? LongestPause : pause;
    }

    /// <summary>It may take some and refuse the rest, with 200; an answer that cannot be read is taken for a yes, as the specification has it.</summary>
    private static string Partial(byte[] answer, Uri address, string rejected)
    {
        try
        {
            var partial = answer.Length == 0 ? null : ValueReader.Read(answer).MapAt("partialSuccess");
            var count = partial.StringAt(rejected) ?? partial.At(rejected)?.ToString() ?? "0";
            var message = partial.StringAt("errorMessage") ?? "";
            return count == "0" && message.Length == 0 ? "" : $"{address} took not all of it ({count} refused): {(message.Length > 0 ? message : "it does not say why; see its log")}";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
