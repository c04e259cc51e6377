using System.Globalization;
using System.Text;
using Kubespy.Client;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Sources;

/// <summary>The last lines of a container's log, bounded.</summary>
internal static class ContainerLog
{
    /// <summary>More of a line is of no use on a screen.</summary>
    private const int LongestLine = 500;

    private const int BytesPerLine = 2_000;

    /// <summary>It has ended badly, or runs and is not Ready.</summary>
    public static bool IsWorthReading(ContainerStatus container) =>
        container.LastEnd.Int64At("exitCode") is > 0 || container.LastEnd?["reason"] is not null || (container.RunningSince is not null && !container.IsReady);

    /// <summary>Empty where the log cannot be read: it may be gone, forbidden, or its node may not answer.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(ClusterClient client, KubeObject pod, ContainerStatus container, int lines, CancellationToken cancellation)
    {
        // A container that waits or runs anew did what it did in the instance before.
        var isPrevious = container.Terminated is null && container.LastTerminated is not null;
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v1/namespaces/{pod.Namespace}/pods/{Uri.EscapeDataString(pod.Name)}/log?container={Uri.EscapeDataString(container.Name)}&tailLines={lines}&limitBytes={lines * BytesPerLine}{(isPrevious ? "&previous=true" : "")}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            using var response = await client.SendAsync(path, "*/*", limit.Token);
            var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(limit.Token));
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines).Select(l => l.TrimEnd('\r')).Select(l => l.Length > LongestLine ? l[..LongestLine] : l)];
        }
        catch (Exception e) when (e is ClusterException or HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return [];
        }
    }
}
