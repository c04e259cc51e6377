using System.Globalization;
using System.Net;
using System.Text;
using Kubespy.Core.Objects;

namespace Kubespy.Client.Logs;

/// <summary>Reads the last lines of a container's log (core/v1 PodLogOptions).</summary>
public sealed class LogReader(ClusterClient client)
{
    /// <summary>What lies further from the end of the tail is not read.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Longer lines are cut.</summary>
    public const int MaxLine = 1000;

    private static readonly GroupVersionResource Pods = new("", "v1", "pods");

    /// <summary>The last lines, the newest last; empty where there is no such log: the container has not started, or its node has lost it.</summary>
    /// <param name="pod">Which Pod, by namespace and name.</param>
    /// <param name="container">Which of its containers.</param>
    /// <param name="lines">At most so many.</param>
    /// <param name="isPrevious">Of the instance before the last restart.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ClusterException">Logs may not be read, or the cluster cannot be reached.</exception>
    public async Task<IReadOnlyList<string>> TailAsync(ObjectKey pod, string container, int lines, bool isPrevious, CancellationToken cancellation)
    {
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"{ClusterClient.PathOf(Pods, pod.Namespace, pod.Name)}/log?container={Uri.EscapeDataString(container)}&tailLines={lines}&limitBytes={MaxBytes}{(isPrevious ? "&previous=true" : "")}");
        try
        {
            using var response = await client.SendAsync(path, "*/*", cancellation);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            return Split(await ReadAsync(stream, cancellation), lines);
        }
        catch (ClusterException e) when (e.Problem is ClusterProblem.NotFound or ClusterProblem.BadRequest || e.Code == (int)HttpStatusCode.InternalServerError)
        {
            return [];
        }
    }

    /// <summary>Whatever the server sends: no more is kept than was asked for.</summary>
    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[MaxBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return buffer[..length];
    }

    private static string[] Split(byte[] bytes, int lines) =>
    [
        .. Encoding.UTF8.GetString(bytes).Split('\n')
            .Select(l => l.TrimEnd('\r')).Where(l => l.Length > 0)
            .Select(l => l.Length > MaxLine ? l[..MaxLine] : l)
            .TakeLast(lines),
    ];
}
