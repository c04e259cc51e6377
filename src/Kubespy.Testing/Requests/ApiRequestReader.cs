using Kubespy.ControlPlane.Api.Authorization;
using Kubespy.ControlPlane.Requests;

namespace Kubespy.Testing.Requests;

/// <summary>From HttpClient's requests to the API's.</summary>
internal static class ApiRequestReader
{
    public static async Task<ApiRequest> ReadAsync(HttpRequestMessage message, Authenticator authenticator, CancellationToken cancellation)
    {
        var uri = message.RequestUri ?? throw new InvalidOperationException("The request has no address. Set BaseAddress to that of the cluster (TestCluster.Address).");
        var body = message.Content is { } content ? await content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false) : [];
        return new ApiRequest(message.Method.Method, uri.AbsolutePath, Query(uri.Query))
        {
            Accept = message.Headers.TryGetValues("Accept", out var accept) ? string.Join(", ", accept) : "",
            ContentType = message.Content?.Headers.ContentType?.MediaType ?? "",
            UserAgent = message.Headers.TryGetValues("User-Agent", out var agent) ? string.Join(' ', agent) : "",
            Body = body,
            User = UserOf(message, authenticator) ?? UserInfo.Nobody,
            Impersonate = Impersonation.Read(message.Headers.SelectMany(h => h.Value.Select(v => (h.Key, v)))),
        };
    }

    /// <summary>Whoever brings no token is the administrator; one that the cluster did not issue is nobody's.</summary>
    private static UserInfo? UserOf(HttpRequestMessage message, Authenticator authenticator) => message.Headers.Authorization switch
    {
        { Scheme: "Bearer", Parameter: { Length: > 0 } token } => authenticator.Authenticate(token),
        _ => UserInfo.Administrator,
    };

    private static Dictionary<string, string> Query(string query)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            parameters.TryAdd(Decode(name), Decode(value));
        }

        return parameters;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
