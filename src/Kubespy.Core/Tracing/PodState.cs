using Kubespy.Core.Findings;
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

    /// <summary>What goes with the word, in a few words: <c>exit 1</c>, <c>1/2 containers ready</c>; empty where there is nothing.</summary>
    public required string Note { get; init; }

    /// <summary>Why, where the word alone does not say: a sentence of Kubernetes' own; empty otherwise.</summary>
    public required string Detail { get; init; }

    public required Health Health { get; init; }

    public required bool IsReady { get; init; }

    public required bool IsTerminal { get; init; }

    /// <summary>When its grace period ends; null where it is not being deleted.</summary>
    public required DateTimeOffset? DeletionTimestamp { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it is Ready; null where it is not.</summary>
    public required DateTimeOffset? ReadySince { get; init; }

    /// <summary>When its crashed container is started again; null where none waits for that.</summary>
    public required DateTimeOffset? RestartsAt { get; init; }

    public required string Node { get; init; }

    /// <summary>The UID of its controller; empty where it has none.</summary>
    public required string OwnerUid { get; init; }

    public required MapValue Labels { get; init; }

    /// <summary>By label, the program that set it, as managedFields have it; without those that its controller set. Empty where they were not read.</summary>
    public MapValue LabelHands { get; init; } = MapValue.Empty;

    /// <summary>Of the container that was restarted most often.</summary>
    public required long Restarts { get; init; }

    /// <summary>The Pod itself while it is not well, or was restarted: what its causes are found from. Of thousands, few are.</summary>
    public required KubeObject? Object { get; init; }

    /// <summary>What is done to it and by which component, where its condition DisruptionTarget tells; empty otherwise.</summary>
    public string Disruption { get; init; } = "";

    /// <summary>How often its image was asked for in vain, as Events count it; 0 where none says.</summary>
    public long PullAttempts { get; init; }

    /// <summary>What its probe answered last, as an Event tells it; empty where none does, or the Pod is Ready.</summary>
    public string ProbeFailure { get; init; } = "";

    /// <summary>The last lines of the logs of its containers that failed, while it is not well; empty where none were read.</summary>
    public IReadOnlyList<string> LogLines { get; init; } = [];

    public bool IsTerminating => DeletionTimestamp is not null && !IsTerminal;

    /// <summary>It counts for its ReplicaSet: neither ended nor being deleted (IsPodActive in pkg/controller).</summary>
    public bool IsActive => DeletionTimestamp is null && !IsTerminal;

    /// <summary>The last part of the name, which tells Pods of one ReplicaSet apart.</summary>
    public string ShortName => Name[(Name.LastIndexOf('-') + 1)..];

    /// <summary>The same state, in which what it has in common with the former state of the Pod, and with its siblings, is kept once.</summary>
    public PodState Sharing(PodState? old, MapValue siblings) => this with
    {
        Uid = old?.Uid ?? Uid,
        Name = old?.Name ?? Name,
        Labels = Labels.Equals(siblings) ? siblings : Labels,
    };

    public static PodState Of(KubeObject pod)
    {
        var view = PodView.Of(pod);
        var isReady = view.IsReady && !pod.IsBeingDeleted;
        var word = PodStatusText.Of(pod) switch
        {
            "Running" when isReady => "Ready",
            "Running" => "Running, not Ready",
            var other => other,
        };
        return new PodState
        {
            Uid = pod.Uid,
            Name = pod.Name,
            Word = word,
            Note = PodReasons.NoteOf(pod, word, view.MaxRestarts),
            Detail = PodReasons.DetailOf(pod, word),
            Health = PodReasons.HealthOf(pod, view, word, isReady),
            IsReady = isReady,
            IsTerminal = view.IsTerminal,
            DeletionTimestamp = pod.DeletionTimestamp,
            CreatedAt = view.CreatedAt,
            ReadySince = isReady ? view.ReadySince : null,
            RestartsAt = PodReasons.RestartsAt(pod),
            Node = view.NodeName,
            OwnerUid = pod.ControllerRef?.Uid ?? "",
            Labels = pod.Labels,
            LabelHands = FieldHand.OfLabels(pod),
            Restarts = view.MaxRestarts,
            Object = isReady && !Unwell.IsRestarted(pod) ? null : pod,
            Disruption = PodDisruption.Of(pod),
        };
    }
}
