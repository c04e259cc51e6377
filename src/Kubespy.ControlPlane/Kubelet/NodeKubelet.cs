using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>The kubelet of one node: registers it, keeps its lease, runs the Pods that are bound to it.</summary>
public sealed class NodeKubelet
{
    private static readonly TimeSpan LeasePeriod = TimeSpan.FromSeconds(10);

    private readonly NodeRuntime _node;
    private readonly Dictionary<string, PodWorker> _workers = new(StringComparer.Ordinal);

    public NodeKubelet(NodeRuntime node, Informer pods)
    {
        _node = node;
        pods.AddHandler(new InformerHandler { Added = OnPod, Updated = (_, pod) => OnPod(pod), Deleted = OnDeleted });
    }

    public void Start()
    {
        _ = RegisterAsync();
        RenewLease();
    }

    private async Task RegisterAsync() =>
        await _node.Client.CreateAsync(Resources.Nodes, NodeObject.Of(_node.Name, _node.HostIP, _node.Loop.Now));

    /// <summary>Leases never end, so they do not count as work that is pending.</summary>
    private void RenewLease()
    {
        _node.Loop.After(LeasePeriod, RenewLease, periodic: true);
        _ = RenewLeaseAsync();
    }

    private async Task RenewLeaseAsync()
    {
        var key = new ObjectKey("kube-node-lease", _node.Name);
        var now = Timestamp.FormatMicro(_node.Loop.Now);
        try
        {
            await _node.Client.PatchAsync(Resources.Leases, key, lease => lease.With("spec", lease.Spec!.With("renewTime", now)));
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            await CreateLeaseAsync(key, now);
        }
    }

    private async Task CreateLeaseAsync(ObjectKey key, string now)
    {
        try
        {
            await _node.Client.CreateAsync(Resources.Leases, new KubeObject(MapValue.Of(
                ("kind", "Lease"),
                ("apiVersion", "coordination.k8s.io/v1"),
                ("metadata", MapValue.Of(("name", key.Name), ("namespace", key.Namespace))),
                ("spec", MapValue.Of(("holderIdentity", key.Name), ("leaseDurationSeconds", 40), ("renewTime", now))))));
        }
        catch (ApiException)
        {
            // Another try comes with the next period.
        }
    }

    private void OnPod(KubeObject pod)
    {
        if (PodView.Of(pod).NodeName != _node.Name)
        {
            return;
        }

        if (_workers.TryGetValue(pod.Uid, out var worker))
        {
            worker.Update(pod);
            return;
        }

        worker = new PodWorker(_node, pod);
        _workers[pod.Uid] = worker;
        worker.Start();
        if (pod.IsBeingDeleted)
        {
            worker.Update(pod);
        }
    }

    private void OnDeleted(KubeObject pod)
    {
        if (_workers.Remove(pod.Uid, out var worker))
        {
            worker.Kill();
        }
    }
}
