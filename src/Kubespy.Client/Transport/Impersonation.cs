using System.Net;

namespace Kubespy.Client.Transport;

/// <summary>The headers by which requests are made as someone else. Those that come several times force HTTP/1.1 (<see cref="RepeatedHeader"/>).</summary>
internal sealed class Impersonation
{
    private readonly IReadOnlyList<(string Name, string Value)> _headers;
    private readonly Dictionary<string, RepeatedHeader> _repeated;

    /// <exception cref="ArgumentException">A value holds what would end a header.</exception>
    public Impersonation(IEnumerable<(string Name, string Value)> headers)
    {
        var groups = headers.GroupBy(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase).ToArray();
        _headers = [.. groups.Select(g => (g.Key, RepeatedHeader.Join(g)))];
        _repeated = groups.Where(g => g.Count() > 1).ToDictionary(g => g.Key, g => new RepeatedHeader(g.Key), StringComparer.OrdinalIgnoreCase);
    }

    public void AddTo(HttpRequestMessage request)
    {
        foreach (var (name, value) in _headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (_repeated.Count > 0)
        {
            request.Version = HttpVersion.Version11;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }
    }

    public System.Text.Encoding? EncodingOf(string header) => _repeated.GetValueOrDefault(header) ?? (_headers.Any(h => h.Name == header) ? System.Text.Encoding.UTF8 : null);
}
