using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.ControlPlane.Tests.Kubelet;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests;

/// <summary>Objects of one kind have what they repeat in common, however they came to be (ADR 26).</summary>
public sealed class SharedPartsTests
{
    private const int Replicas = 60;

    /// <summary>The first ones have copies of their own, and tests that run beside this one displace what is shared now and then.</summary>
    private const int Most = Replicas / 2;

    private static readonly string[][] Repeated =
    [
        ["metadata", "labels"], ["metadata", "ownerReferences"], ["spec", "tolerations"], ["spec", "securityContext"], ["status", "conditions"],
    ];

    [Fact]
    public void Ready_Pods_of_a_ReplicaSet_share_what_they_have_in_common()
    {
        var pods = ReadyPods();

        ShouldShare(pods);
        Copies(pods.Select(p => p.Metadata.ListAt("managedFields")[0])).ShouldBeLessThan(Most);
        Copies(pods.Select(p => p.Metadata.ListAt("managedFields")[1].At("fieldsV1", "f:status", "f:conditions"))).ShouldBeLessThan(Most);
    }

    [Fact]
    public void So_do_those_that_were_kept_from_an_earlier_run()
    {
        var records = ReadyPods().Select(p => new StoreRecord(StoreRecordType.Added, 1, default, "pods", KubeObject.Parse(p.Json.Span))).ToArray();
        var state = new StoredState();
        state.Load(2, default, MapValue.Empty, records);
        var pods = state.ObjectsOf("pods").ToArray();

        ShouldShare(pods);
        pods.Select(p => p.Root.ToString()).ShouldBe(records.Select(r => r.Object.Root.ToString()));
    }

    private static void ShouldShare(KubeObject[] pods)
    {
        foreach (var path in Repeated)
        {
            Copies(pods.Select(p => p.Root.At(path))).ShouldBeLessThan(Most, string.Join('.', path));
        }
    }

    private static int Copies(IEnumerable<Value?> parts) => parts.Distinct(ReferenceEqualityComparer.Instance).Count();

    private static KubeObject[] ReadyPods()
    {
        var node = new NodeFixture(new ClusterOptions { Nodes = 1, NodesAreContended = false });
        node.Cluster.Api.Create(Resources.Deployments, KubeObject.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":{{{Replicas}}},
             "selector":{"matchLabels":{"app":"web"} },"template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"nginx:1"}]} } } }
            """), NodeFixture.Me);
        node.Advance(60);
        var pods = node.Cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => PodView.Of(p).IsReady).ToArray();
        pods.Length.ShouldBe(Replicas);
        return pods;
    }
}
