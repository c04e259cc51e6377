namespace Kubespy.Core.Findings.Causes;

/// <summary>What a probe last heard, in words that do not differ from Pod to Pod (pkg/kubelet/prober, pkg/probe).</summary>
internal sealed record ProbeAnswer(string Probe, string Words, string Raw)
{
    private const int Longest = 80;

    /// <summary>Of an Unhealthy Event's message: <c>Readiness probe failed: HTTP probe failed with statuscode: 503</c>; null where it is none.</summary>
    public static ProbeAnswer? Of(string message)
    {
        var mark = message.IndexOf(" probe ", StringComparison.Ordinal);
        var colon = message.IndexOf(": ", StringComparison.Ordinal);
        if (mark <= 0 || (colon >= 0 && colon < mark))
        {
            return null;
        }

        var raw = colon < 0 ? "" : message[(colon + 2)..].Trim();
        return new ProbeAnswer(message[..mark].ToLowerInvariant(), Short(raw), raw);
    }

    private static string Short(string raw)
    {
        const string status = "statuscode: ";
        var code = raw.IndexOf(status, StringComparison.Ordinal);
        return code >= 0 ? "HTTP " + raw[(code + status.Length)..].Split(' ')[0]
            : Has(raw, "connection refused") ? "connection refused"
            : Has(raw, "connection reset") ? "connection reset"
            : Has(raw, "no route to host") ? "no route to host"
            : Has(raw, "deadline exceeded") || Has(raw, "Client.Timeout") || Has(raw, "i/o timeout") || Has(raw, "timed out") || Has(raw, "timeout: ") ? "no answer in time"
            : Has(raw, "tls: first record does not look like a TLS handshake") ? "HTTPS was asked of a plain HTTP port"
            : raw.Length == 0 ? "it said nothing"
            : Line(raw);
    }

    private static string Line(string raw)
    {
        var line = raw.Split('\n', 2)[0].Trim();
        return line.Length > Longest ? line[..Longest] + "…" : line;
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);
}
