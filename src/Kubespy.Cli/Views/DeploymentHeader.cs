using Kubespy.Cli.Terminal;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Views;

/// <summary>What stands beneath a Deployment's verdict: its counts against floor and ceiling, and when Kubernetes will give it up.</summary>
internal static class DeploymentHeader
{
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(5);

    public static IEnumerable<Line> Render(DeploymentTrace trace, int width, ViewOptions options)
    {
        yield return Counts(trace, width, options);
        if (trace.Deadline is { } deadline && trace.Verdict is not (Verdict.Paused or Verdict.Terminating) && (trace.Doom.Length > 0 || IsNear(trace, deadline)))
        {
            var left = deadline - trace.Now;
            yield return new LineBuilder(width, options.Ellipsis)
                .Add(left > TimeSpan.Zero ? $"Kubernetes will call this failed in {HumanDuration.Format(left)}" : "Kubernetes will call this failed any moment")
                .ToLine();
        }
    }

    /// <summary>Nothing has progressed for a while.</summary>
    private static bool IsNear(DeploymentTrace trace, DateTimeOffset deadline) => trace.Since is not null && deadline - trace.Now < Near;

    private static Line Counts(DeploymentTrace trace, int width, ViewOptions options)
    {
        var floor = trace.IsRollingOut ? $" (floor {trace.Floor})" : "";
        var line = new LineBuilder(width, options.Ellipsis)
            .Add($"updated {trace.Updated}/{trace.Replicas}   ")
            .Add($"available {trace.Available}/{trace.Replicas}{floor}", trace.Available < trace.Replicas ? Style.Yellow : Style.Default);
        if (trace.ServingRevision is { } serving && trace.IsRollingOut && trace.Verdict is Verdict.Stuck or Verdict.Failed)
        {
            // No room for counts that tell nothing new: it stands still.
            return line.Add($": revision {serving} still serves").ToLine();
        }

        if (trace.IsRollingOut)
        {
            line.Add($"   Pods {trace.Total} (ceiling {trace.Ceiling})");
        }

        if (trace.Terminating > 0)
        {
            line.Add($"   terminating {trace.Terminating}");
        }

        if (trace.Released.Count > 0)
        {
            line.Add($"   released {trace.Released.Count}");
        }

        return line.ToLine();
    }
}
