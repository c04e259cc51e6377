using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Requests;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Persistence;

/// <summary>A cluster that goes on from what was kept is the one that was: its bytes, its controllers' work, its watches.</summary>
public sealed class RestoredClusterTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";

    private readonly InProcessApi _api = InProcessApi.Kept();

    [Fact]
    public void It_has_the_same_bytes_and_revision()
    {
        Deploy(3);
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(10));
        var (before, revision) = (Texts(), _api.Cluster.Store.Revision);

        _api.Restart();

        Texts().ShouldBe(before);
        _api.Cluster.Store.Revision.ShouldBe(revision);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(200)]
    [InlineData(1500)]
    public void Controllers_and_kubelets_go_on_where_they_were_cut_off(int milliseconds)
    {
        Deploy(5);
        _api.Cluster.Loop.Advance(TimeSpan.FromMilliseconds(milliseconds));

        _api.Restart();
        _api.Cluster.Loop.RunUntil(() => Available() == 5, TimeSpan.FromMinutes(1)).ShouldBeTrue();

        var pods = _api.Cluster.Store.Read(Resources.Pods).Objects.Values.ToArray();
        pods.Length.ShouldBe(5);
        pods.Select(p => p.Status.StringAt("podIP")).Distinct().Count().ShouldBe(5);
        long? Available() => _api.Cluster.Store.Find(Resources.Deployments, new ObjectKey("default", "web"))!.Status.Int64At("availableReplicas");
    }

    [Fact]
    public void No_uid_name_or_address_is_given_twice()
    {
        Deploy(3);
        _api.Settle();
        var before = Pods();

        _api.Send("PATCH", Deployments + "/web", """{"spec":{"replicas":6}}"""u8.ToArray(), "application/merge-patch+json").Code.ShouldBe(200);
        _api.Settle();

        var after = Pods();
        after.Length.ShouldBe(6);
        before.Select(p => p.Uid).ShouldBeSubsetOf(after.Select(p => p.Uid));
        after.Select(p => p.Uid).Distinct().Count().ShouldBe(6);
        after.Select(p => p.Status.StringAt("podIP")).Distinct().Count().ShouldBe(6);
        after.Select(p => p.Status.ListAt("containerStatuses")[0].StringAt("containerID")).Distinct().Count().ShouldBe(6);
        KubeObject[] Pods() => [.. _api.Cluster.Store.Read(Resources.Pods).Objects.Values];
    }

    [Fact]
    public void A_watch_goes_on_from_a_revision_of_the_earlier_run()
    {
        Create("one");
        var revision = _api.Cluster.Store.Revision;
        Create("two");
        _api.Send("DELETE", "/api/v1/namespaces/default/configmaps/one").Code.ShouldBe(200);

        _api.Restart();
        Create("three");

        using var watched = _api.Watch($"/api/v1/namespaces/default/configmaps?watch=1&resourceVersion={revision}", "");
        watched.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ValueReaderOf).Select(e => $"{e.StringAt("type")} {e.StringAt("object", "metadata", "name")}")
            .ShouldBe(["ADDED two", "DELETED one", "ADDED three"]);
    }

    [Fact]
    public void A_watch_from_before_the_snapshot_gets_410()
    {
        using var answer = _api.Send("GET", "/api/v1/configmaps?watch=1&resourceVersion=2");
        answer.Text.ShouldContain("\"code\":410");
    }

    [Fact]
    public async Task No_byte_of_an_answer_leaves_before_what_it_tells_is_durable()
    {
        var journal = new HeldJournal();
        using var inner = new InProcessApi.Answer();
        var response = new DurableResponse(inner, journal);
        response.Start(201, "application/json");

        var write = response.Body.WriteAsync("{}"u8.ToArray(), TestContext.Current.CancellationToken).AsTask();
        var flush = response.FlushAsync(TestContext.Current.CancellationToken);
        write.IsCompleted.ShouldBeFalse();
        flush.IsCompleted.ShouldBeFalse();
        inner.Text.ShouldBe("");

        journal.Durable.SetResult();
        await write;
        await flush;
        inner.Text.ShouldBe("{}");
    }

    private static Value ValueReaderOf(string line) => ValueReader.Read(Encoding.UTF8.GetBytes(line));

    private string Texts() => string.Join('\n', _api.Cluster.Store.Capture().OrderBy(t => t.Key, StringComparer.Ordinal)
        .SelectMany(t => t.Value.Objects.Values).Select(o => Encoding.UTF8.GetString(o.Json.Span)));

    private void Create(string name) => _api.Send(
        "POST", "/api/v1/namespaces/default/configmaps",
        Encoding.UTF8.GetBytes($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}"} }"""), "application/json").Code.ShouldBe(201);

    private void Deploy(int replicas) => _api.Send(
        "POST", Deployments,
        Encoding.UTF8.GetBytes($$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"web"} },
             "template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"nginx:1"}]} } } }
            """), "application/json").Code.ShouldBe(201);

    private sealed class HeldJournal : IJournal
    {
        public TaskCompletionSource Durable { get; } = new();

        public void Append(Resource resource, StoreEvent change)
        {
            // Nothing is written in this test.
        }

        public Task WhenDurableAsync() => Durable.Task;
    }
}
