using Kubespy.ControlPlane.Kubelet;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Restoring;

/// <summary>
/// How images behave, as containers of recorded Pods were seen to: those that could not be pulled, those that crashed, those that ran and did not become Ready.
/// An image of which some container was Ready does none of this.
/// </summary>
internal static class RecordedImages
{
    /// <summary>Times in a status are whole seconds, and a start takes a moment.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    public static IReadOnlyDictionary<string, ImageBehaviour> Of(IEnumerable<KubeObject> pods, DateTimeOffset now)
    {
        var (behaviours, good) = (new Dictionary<string, ImageBehaviour>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var pod in pods)
        {
            foreach (var container in pod.Root.ListAt("spec", "containers"))
            {
                var name = container.StringAt("name");
                var status = pod.Status.ListAt("containerStatuses").FirstOrDefault(s => s.StringAt("name") == name);
                if (status is null || container.StringAt("image") is not { Length: > 0 } image)
                {
                    continue;
                }

                if (status.BoolAt("ready") == true && !MayRelapse(status, now))
                {
                    good.Add(image);
                }
                else if (Of(container, status) is { } behaviour)
                {
                    behaviours.TryAdd(image, behaviour);
                }
            }
        }

        return behaviours.Where(b => !good.Contains(b.Key)).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>It runs no longer than it did the last time, before it crashed.</summary>
    private static bool MayRelapse(Value status, DateTimeOffset now) =>
        status.MapAt("lastState", "terminated") is { } last
        && Timestamp.Parse(status.StringAt("state", "running", "startedAt")) is { } running
        && Timestamp.Parse(last.StringAt("finishedAt")) - Timestamp.Parse(last.StringAt("startedAt")) is { } lasted
        && now - running < lasted + Margin;

    private static ImageBehaviour? Of(Value container, Value status)
    {
        if (status.StringAt("state", "waiting", "reason") is "ErrImagePull" or "ImagePullBackOff")
        {
            return new ImageBehaviour { PullFailure = PullFailure(status.StringAt("state", "waiting", "message") ?? "", container.StringAt("image") ?? "") };
        }

        var ended = status.MapAt("state", "terminated") ?? (status.MapAt("lastState", "terminated"));
        if (ended is not null && status.Int64At("restartCount") > 0)
        {
            var (started, finished) = (Timestamp.Parse(ended.StringAt("startedAt")), Timestamp.Parse(ended.StringAt("finishedAt")));
            return new ImageBehaviour
            {
                ExitCode = (int)(ended.Int64At("exitCode") ?? 1),
                Reason = ended.StringAt("reason") ?? "Error",
                After = finished > started ? finished.Value - started.Value : TimeSpan.FromMilliseconds(10),
            };
        }

        return status.At("state", "running") is not null && container.At("readinessProbe") is not null ? new ImageBehaviour { IsNeverReady = true } : null;
    }

    /// <summary>The runtime's words; those of a back-off quote them, or do not.</summary>
    private static string PullFailure(string message, string image) =>
        message.IndexOf("rpc error:", StringComparison.Ordinal) is >= 0 and var at
            ? message[at..]
            : $"rpc error: code = NotFound desc = failed to pull and unpack image \"{image}\": failed to resolve image: {image}: not found";
}
