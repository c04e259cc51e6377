using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// Writes a Pod's status as its kubelet knows it (pkg/kubelet/status/status_manager.go): one write at a time, each the newest there is.
/// </summary>
internal sealed class PodStatusWriter(NodeRuntime node, PodWorker worker, PodRuntime runtime, MapValue? written)
{
    private static readonly string[] Own = ["PodResizePending", "PodResizeInProgress", "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

    private MapValue? _written = written;
    private bool _isDirty;
    private bool _isClosed;

    public bool IsWriting { get; private set; }

    /// <summary>Writes the status as it is now, once the write under way is through.</summary>
    public void Request()
    {
        _isDirty = true;
        if (!IsWriting)
        {
            _ = WriteAsync();
        }
    }

    /// <summary>Writes a status that does not come from containers.</summary>
    public Task ReplaceAsync(MapValue status) => PatchAsync(status);

    /// <summary>Nothing more is written.</summary>
    public void Close() => _isClosed = true;

    private async Task WriteAsync()
    {
        IsWriting = true;
        while (_isDirty && !_isClosed)
        {
            _isDirty = false;
            var status = PodStatusBuilder.Build(worker.Pod, runtime, _written, node.Loop.Now);
            if (_written is not null && _written.Equals(status))
            {
                continue;
            }

            _written = status;
            if (await PatchAsync(status) is { Status: { } stored } && status.Equals(stored))
            {
                // One copy of it is enough.
                _written = stored;
            }
        }

        IsWriting = false;
    }

    /// <summary>The Pod as it was written; null where it is gone.</summary>
    private async Task<KubeObject?> PatchAsync(MapValue status)
    {
        try
        {
            return await node.Client.PatchAsync(
                Resources.Pods, worker.Pod.Key, current => current.Uid == worker.Pod.Uid ? current.With("status", Merge(current, status)) : current, "status");
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            worker.Kill();
            return null;
        }
    }

    /// <summary>Conditions that others wrote stay, before the kubelet's own.</summary>
    private static MapValue Merge(KubeObject current, MapValue status)
    {
        var others = current.Root.ListAt("status", "conditions").Where(c => !Own.Contains(c.StringAt("type"))).ToArray();
        return others.Length == 0 ? status : status.With("conditions", ListValue.Of([.. others, .. status.ListAt("conditions")]));
    }
}
