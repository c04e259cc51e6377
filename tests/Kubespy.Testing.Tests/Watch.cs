using System.Net;
using System.Text.Json;

namespace Kubespy.Testing.Tests;

/// <summary>A watch of ConfigMaps, read by a task of its own.</summary>
internal sealed class Watch
{
    private readonly List<string> _told = [];

    private Watch(HttpClient client, string query, CancellationToken cancellation) => Ended = ReadAsync(client, query, cancellation);

    /// <summary>TYPE name, in order; ERROR code.</summary>
    public IReadOnlyList<string> Told
    {
        get
        {
            lock (_told)
            {
                return [.. _told];
            }
        }
    }

    /// <summary>Completes at its end; fails where the connection breaks.</summary>
    public Task Ended { get; }

    /// <summary>From a revision; from what is there, where none is given.</summary>
    public static Watch Start(HttpClient client, CancellationToken cancellation, string query = "") => new(client, query, cancellation);

    private async Task ReadAsync(HttpClient client, string query, CancellationToken cancellation)
    {
        using var response = await client.GetAsync(new Uri($"{Given.ConfigMaps}?watch=true{query}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            using var change = JsonDocument.Parse(line);
            var type = change.RootElement.GetProperty("type").GetString();
            var obj = change.RootElement.GetProperty("object");
            var what = type == "ERROR" ? obj.GetProperty("code").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture) : obj.GetProperty("metadata").GetProperty("name").GetString();
            if (what != "kube-root-ca.crt")
            {
                lock (_told)
                {
                    _told.Add($"{type} {what}");
                }
            }
        }
    }
}
