using Kubespy.Core.Tracing;

namespace Kubespy.Core.Story.Folding;

/// <summary>The life of one Pod, as far as it was seen; times are the observer's.</summary>
internal sealed class PodLife(PodState state, DateTimeOffset seen, bool isInitial)
{
    public string Uid => State.Uid;

    public string Name => State.Name;

    /// <summary>What tells it from its siblings.</summary>
    public string ShortName { get; init; } = state.ShortName;

    public PodState State { get; set; } = state;

    /// <summary>Who it belongs to, or belonged to last.</summary>
    public string OwnerUid { get; set; } = state.OwnerUid;

    /// <summary>What tells its revision: its ReplicaSet's UID, or the hash that its set gave it.</summary>
    public string Key { get; set; } = "";

    /// <summary>When it was seen first.</summary>
    public DateTimeOffset Seen { get; } = seen;

    /// <summary>It was there before the observation began.</summary>
    public bool IsInitial { get; } = isInitial;

    public DateTimeOffset? ReadyAt { get; set; }

    /// <summary>When it began to stop: deleted, or ended by itself.</summary>
    public DateTimeOffset? StopAt { get; set; }

    public DateTimeOffset? GoneAt { get; set; }

    /// <summary>It stopped without anybody having planned it.</summary>
    public bool IsLost { get; set; }

    /// <summary>It left its owner, and lives on.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Its controller said that it deleted it.</summary>
    public bool IsDeletedByOwner { get; set; }

    /// <summary>It counts for its owner.</summary>
    public bool IsActive => StopAt is null && GoneAt is null && !IsReleased;

    public bool IsReady => IsActive && State.IsReady;
}
