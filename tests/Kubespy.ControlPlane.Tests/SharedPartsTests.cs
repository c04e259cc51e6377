using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.ControlPlane.Tests.Kubelet;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests;

/// <summary>Objects of one kind have what they repeat in common, however they came to be (ADR 26).</summary>
public sealed class SharedPartsTests
{
    private static readonly string[][] Repeated =
    [
        ["metadata", "labels"], ["metadata", "ownerReferences"], ["spec", "tolerations"], ["spec", "securityContext"], ["status", "conditions"],
    ];

    [Fact]
    public void Ready_Pods_of_a_ReplicaSet_share_what_they_have_in_common()
    {
        var pods = ReadyPods();

        foreach (var path in Repeated)
        {
            pods[^1].Root.At(path).ShouldBeSameAs(pods[^2].Root.At(path), string.Join('.', path));
        }

        var (owners, others) = (pods[^1].Metadata.ListAt("managedFields"), pods[^2].Metadata.ListAt("managedFields"));
        owners[0].ShouldBeSameAs(others[0]);
        owners[1].At("fieldsV1", "f:status", "f:conditions").ShouldBeSameAs(others[1].At("fieldsV1", "f:status", "f:conditions"));
    }

    [Fact]
    public void So_do_those_that_were_kept_from_an_earlier_run()
    {
        var records = ReadyPods().Select(p => new StoreRecord(StoreRecordType.Added, 1, default, "pods", KubeObject.Parse(p.Json.Span))).ToArray();
        var state = new StoredState();
        state.Load(2, default, MapValue.Empty, records);
        var pods = state.ObjectsOf("pods").ToArray();

        foreach (var path in Repeated)
        {
            pods[^1].Root.At(path).ShouldBeSameAs(pods[^2].Root.At(path), string.Join('.', path));
        }

        pods.Select(p => p.ToString()).ShouldBe(records.Select(r => r.Object.ToString()));
    }

    private static KubeObject[] ReadyPods()
    {
        var node = new NodeFixture(new ClusterOptions { Nodes = 1, NodesAreContended = false });
        node.Cluster.Api.Create(Resources.Deployments, KubeObject.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":20,
             "selector":{"matchLabels":{"app":"web"} },"template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"nginx:1"}]} } } }
            """), NodeFixture.Me);
        node.Advance(60);
        var pods = node.Cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => PodView.Of(p).IsReady).ToArray();
        pods.Length.ShouldBe(20);
        return pods;
    }
}
