using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>A record to be written; with a capture, the log begins anew before it, and what was captured becomes a snapshot.</summary>
internal sealed record JournalEntry(StoreRecord Record, IReadOnlyDictionary<string, ResourceTable>? Capture);
