using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings;

/// <summary>
/// A log whose last lines may say why a container fails. <paramref name="Instance"/> tells one end from the next: a log is read once for each.
/// </summary>
public sealed record FailingLog(string Container, bool IsPrevious, string Instance)
{
    /// <summary>Those of a Pod's containers that ended badly: of the instance that ended, which is the previous one where another has begun or waits to.</summary>
    public static IEnumerable<FailingLog> Of(KubeObject pod) => ContainerStatus.Of(pod)
        .Where(c => c.Terminated.Int64At("exitCode") is > 0 || (c.LastTerminated is not null && (c.Waiting is not null || !PodView.Of(pod).IsReady)))
        .Select(c => new FailingLog(
            c.Name,
            c.Terminated is null,
            string.Create(CultureInfo.InvariantCulture, $"{c.Name} {c.Restarts} {c.LastEnd.StringAt("finishedAt")}")));
}
