using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>What a trace keeps of a Pod: a few hundred bytes, not the object (design.md, law 8).</summary>
public sealed record PodState
{
    public required string Uid { get; init; }

    public required string Name { get; init; }

    /// <summary>The word for its state, as kubectl shows it, Ready where it is.</summary>
    public required string Word { get; init; }

    /// <summary>Why, where the word alone does not say; empty otherwise.</summary>
    public required string Detail { get; init; }

    public required Health Health { get; init; }

    public required bool IsReady { get; init; }

    public required bool IsTerminal { get; init; }

    /// <summary>When its grace period ends; null where it is not being deleted.</summary>
    public required DateTimeOffset? DeletionTimestamp { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string Node { get; init; }

    /// <summary>The UID of its controller; empty where it has none.</summary>
    public required string OwnerUid { get; init; }

    public required MapValue Labels { get; init; }

    public required long Restarts { get; init; }

    /// <summary>The Pod itself while it is not well: what its causes are found from. Of thousands, few are.</summary>
    public required KubeObject? Object { get; init; }

    public bool IsTerminating => DeletionTimestamp is not null && !IsTerminal;

    /// <summary>The last part of the name, which tells Pods of one ReplicaSet apart.</summary>
    public string ShortName => Name[(Name.LastIndexOf('-') + 1)..];

    public static PodState Of(KubeObject pod)
    {
        var view = PodView.Of(pod);
        var word = PodStatusText.Of(pod);
        var isReady = view.IsReady && !pod.IsBeingDeleted;
        word = isReady && word == "Running" ? "Ready" : word == "Running" ? "Running, not Ready" : word;
        return new PodState
        {
            Uid = pod.Uid,
            Name = pod.Name,
            Word = word,
            Detail = DetailOf(pod, word),
            Health = HealthOf(pod, word, isReady),
            IsReady = isReady,
            IsTerminal = view.IsTerminal,
            DeletionTimestamp = pod.DeletionTimestamp,
            CreatedAt = view.CreatedAt,
            Node = view.NodeName,
            OwnerUid = pod.ControllerRef?.Uid ?? "",
            Labels = pod.Labels,
            Restarts = view.MaxRestarts,
            Object = isReady ? null : pod,
        };
    }

    private static Health HealthOf(KubeObject pod, string word, bool isReady) =>
        pod.IsBeingDeleted ? Health.Leaving
        : isReady ? Health.Ready
        : word is "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "CrashLoopBackOff" or "CreateContainerConfigError"
            or "CreateContainerError" or "Error" or "OOMKilled" or "Failed" or "Evicted" || word.StartsWith("Init:Crash", StringComparison.Ordinal)
            || word.StartsWith("Init:Err", StringComparison.Ordinal) || word.StartsWith("ExitCode", StringComparison.Ordinal)
            ? Health.Failing
            : Health.Coming;

    private static string DetailOf(KubeObject pod, string word)
    {
        foreach (var status in pod.Root.ListAt("status", "initContainerStatuses").Concat(pod.Root.ListAt("status", "containerStatuses")))
        {
            var waiting = status.MapAt("state", "waiting");
            if (waiting.StringAt("reason") == "CrashLoopBackOff" && status.MapAt("lastState", "terminated") is { } last)
            {
                return string.Create(CultureInfo.InvariantCulture, $"last exit {last.Int64At("exitCode")} ({last.StringAt("reason")})");
            }

            if (waiting.StringAt("message") is { Length: > 0 } message)
            {
                return UsefulPart(message);
            }

            if (status.MapAt("state", "terminated") is { } ended && ended.Int64At("exitCode") is > 0 and var code)
            {
                return string.Create(CultureInfo.InvariantCulture, $"exit {code}");
            }
        }

        if (pod.Root.StringAt("status", "message") is { Length: > 0 } reason)
        {
            return reason;
        }

        var unmet = pod.Root.ListAt("status", "conditions")
            .FirstOrDefault(c => c.StringAt("status") == "False" && c.StringAt("type") is "PodScheduled" or "Ready" && c.StringAt("status") == "False");
        return word is "Pending" or "Running, not Ready" ? unmet.StringAt("message") ?? "" : "";
    }

    /// <summary>Of a runtime's nested error, the part that names the cause.</summary>
    private static string UsefulPart(string message)
    {
        var mark = message.LastIndexOf("failed to resolve image: ", StringComparison.Ordinal);
        if (mark >= 0)
        {
            return message[(mark + "failed to resolve image: ".Length)..];
        }

        mark = message.LastIndexOf("desc = ", StringComparison.Ordinal);
        return mark >= 0 ? message[(mark + "desc = ".Length)..] : message;
    }
}
