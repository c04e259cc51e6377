using System.Diagnostics;

namespace Kubespy.LoadBench;

/// <summary>Fifty watches, each on a connection of its own, that count the lines they are told.</summary>
internal static class Watchers
{
    public const int Count = 50;

    /// <summary>Lines that all watches together received a second, from the moment that <paramref name="produce"/> begins.</summary>
    public static async Task<double> RunAsync(HttpClient client, string path, int linesEach, Func<Task> produce)
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, Count).Select(
            _ => client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead)));
        var clock = Stopwatch.StartNew();
        var readers = responses.Select(r => ReadAsync(r, linesEach)).ToArray();
        await produce();
        await Task.WhenAll(readers);
        return (double)Count * linesEach / clock.Elapsed.TotalSeconds;
    }

    private static async Task ReadAsync(HttpResponseMessage response, int lines)
    {
        using (response)
        {
            response.EnsureSuccessStatusCode();
            await using var stream = await response.Content.ReadAsStreamAsync();
            var buffer = new byte[64 * 1024];
            for (var seen = 0; seen < lines;)
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0)
                {
                    throw new InvalidOperationException($"the watch ended after {seen} of {lines} lines");
                }

                seen += buffer.AsSpan(0, read).Count((byte)'\n');
            }
        }
    }
}
