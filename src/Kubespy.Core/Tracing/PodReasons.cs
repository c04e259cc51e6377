using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>Why a Pod is as it is: the useful part of what its status says. Pure.</summary>
internal static class PodReasons
{
    /// <summary>The first back-off of a container that crashed for the second time, doubled each time (kubelet, MaxContainerBackOff).</summary>
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(300);

    public static Health HealthOf(KubeObject pod, PodView view, string word, bool isReady) =>
        pod.IsBeingDeleted || (view.Phase == "Succeeded") ? Health.Leaving
        : view.Phase is "Failed" or "Unknown" ? Health.Failing
        : isReady ? Health.Ready
        : IsOnItsWay(word.StartsWith("Init:", StringComparison.Ordinal) ? word["Init:".Length..] : word) ? Health.Coming
        : Health.Failing;

    /// <summary>A few words beside the state: the exit code, what is not ready, that no node fits.</summary>
    public static string NoteOf(KubeObject pod, string word, long restarts)
    {
        var containers = pod.Root.ListAt("status", "containerStatuses");
        if (word == "Pending" && pod.Condition("PodScheduled").StringAt("reason") is "Unschedulable" and var reason)
        {
            return reason;
        }

        if (word.StartsWith("Init:", StringComparison.Ordinal) && word.Contains('/', StringComparison.Ordinal))
        {
            return pod.Root.ListAt("status", "initContainerStatuses").FirstOrDefault(s => s.Int64At("state", "terminated", "exitCode") != 0 && s.BoolAt("started") != true).StringAt("name") ?? "";
        }

        if (word == "Running, not Ready")
        {
            var ready = containers.Count(c => c.BoolAt("ready") == true);
            return ready == containers.Count ? "" : containers.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"{ready}/{containers.Count} containers") : LastExit(containers, restarts);
        }

        if (word == "Ready")
        {
            return LastExit(containers, restarts);
        }

        return pod.IsBeingDeleted || word is "Completed" or "ContainerCreating" or "Evicted" ? "" : Exit(pod, word);
    }

    /// <summary>A sentence of Kubernetes', cut to what names the cause.</summary>
    public static string DetailOf(KubeObject pod, string word)
    {
        if (pod.IsBeingDeleted)
        {
            return "";
        }

        foreach (var status in Containers(pod))
        {
            var waiting = status.MapAt("state", "waiting");
            if (waiting.StringAt("message") is { Length: > 0 } message && waiting.StringAt("reason") != "CrashLoopBackOff")
            {
                return UsefulPart(message);
            }

            if (status.StringAt("state", "terminated", "message") is { Length: > 0 } last)
            {
                return last.TrimEnd();
            }
        }

        if (pod.Root.StringAt("status", "message") is { Length: > 0 } said)
        {
            return said;
        }

        return word switch
        {
            "Pending" => UsefulPart(pod.Condition("PodScheduled").StringAt("message") ?? ""),
            "Running, not Ready" => NotReady(pod),
            _ => "",
        };
    }

    /// <summary>
    /// When a crashed container is started again: its back-off counts from its end. Before CrashLoopBackOff says how long it is,
    /// that is inferred from the restarts.
    /// </summary>
    public static DateTimeOffset? RestartsAt(KubeObject pod)
    {
        foreach (var status in Containers(pod))
        {
            var waiting = status.MapAt("state", "waiting");
            if (waiting.StringAt("reason") == "CrashLoopBackOff")
            {
                return Ended(status.MapAt("lastState", "terminated")) + BackOff(waiting.StringAt("message") ?? "");
            }

            if (status.MapAt("state", "terminated") is { } ended && status.Int64At("restartCount") is > 0 and var restarts && !pod.IsBeingDeleted)
            {
                var backOff = FirstBackOff * Math.Pow(2, Math.Min(restarts - 1, 10));
                return Ended(ended) + (backOff < LongestBackOff ? backOff : LongestBackOff);
            }
        }

        return null;
    }

    private static bool IsOnItsWay(string word) =>
        word is "" or "Pending" or "ContainerCreating" or "PodInitializing" or "Running" or "Running, not Ready" or "NotReady" or "SchedulingGated" or "Completed"
        || (word.Split('/') is [var done, var all] && int.TryParse(done, out _) && int.TryParse(all, out _));

    private static IEnumerable<Value> Containers(KubeObject pod) =>
        pod.Root.ListAt("status", "initContainerStatuses").Where(s => s.Int64At("state", "terminated", "exitCode") != 0)
            .Concat(pod.Root.ListAt("status", "containerStatuses"));

    /// <summary>How the container that the word speaks of ended; its name where there are several.</summary>
    private static string Exit(KubeObject pod, string word)
    {
        foreach (var status in Containers(pod))
        {
            var ended = status.MapAt("state", "terminated") ?? status.MapAt("lastState", "terminated");
            if (ended is not null && status.MapAt("state", "running") is null)
            {
                var name = pod.Root.ListAt("status", "containerStatuses").Count > 1 ? status.StringAt("name") + " " : "";
                return name + ExitText(ended, word);
            }
        }

        return "";
    }

    private static string LastExit(ListValue containers, long restarts) =>
        restarts > 0 && containers.Select(c => c.MapAt("lastState", "terminated")).FirstOrDefault(e => e is not null) is { } ended
            ? "last " + ExitText(ended, "")
            : "";

    /// <summary><c>exit 137 OOMKilled</c>; a reason that says no more than the code, or is the word itself, is left out.</summary>
    private static string ExitText(MapValue ended, string word)
    {
        var reason = ended.StringAt("reason") is { Length: > 0 } given and not ("Error" or "Completed") && given != word ? " " + given : "";
        return string.Create(CultureInfo.InvariantCulture, $"exit {ended.Int64At("exitCode") ?? 0}{reason}");
    }

    private static string NotReady(KubeObject pod)
    {
        var ready = pod.Condition("Ready");
        var isEachReady = pod.Root.ListAt("status", "containerStatuses").All(c => c.BoolAt("ready") == true);
        return !isEachReady ? ""
            : ready.StringAt("message") is { Length: > 0 } message ? message
            : ready.StringAt("reason") is { Length: > 0 } reason ? reason
            : "its node is not Ready";
    }

    private static DateTimeOffset? Ended(MapValue? terminated) => Timestamp.Parse(terminated.StringAt("finishedAt"));

    /// <summary>Of <c>back-off 1m20s restarting failed container=…</c>.</summary>
    private static TimeSpan BackOff(string message)
    {
        var (seconds, number) = (0L, 0L);
        foreach (var c in message.StartsWith("back-off ", StringComparison.Ordinal) ? message["back-off ".Length..] : "")
        {
            switch (c)
            {
                case >= '0' and <= '9' when number < 100_000:
                    number = (number * 10) + (c - '0');
                    break;
                case 'm':
                    (seconds, number) = (seconds + (number * 60), 0);
                    break;
                case 's':
                    (seconds, number) = (seconds + number, 0);
                    break;
                default:
                    return TimeSpan.FromSeconds(seconds);
            }
        }

        return TimeSpan.FromSeconds(seconds);
    }

    /// <summary>Of a runtime's nested error, the part that names the cause; of the scheduler's, what it says before preemption.</summary>
    private static string UsefulPart(string message)
    {
        foreach (var mark in (string[])["failed to resolve image: ", "desc = "])
        {
            if (message.LastIndexOf(mark, StringComparison.Ordinal) is >= 0 and var at)
            {
                return message[(at + mark.Length)..];
            }
        }

        var isScheduler = message.Contains(" nodes are available: ", StringComparison.Ordinal);
        return isScheduler && message.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? message[..end] : message;
    }
}
