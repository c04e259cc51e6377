using Kubespy.Client.Configuration;
using Kubespy.Client.Discovery;
using Kubespy.Client.Inventories;
using Kubespy.Core.Objects;

namespace Kubespy.Client.Tests.Inventories;

public sealed class MetadataListerTests
{
    private static readonly ApiResource Pods = new(new GroupVersionResource("", "v1", "pods"), "Pod") { IsNamespaced = true, Verbs = ["list", "watch"] };
    private static readonly ApiResource Secrets = new(new GroupVersionResource("", "v1", "secrets"), "Secret") { IsNamespaced = true, Verbs = ["list", "watch"] };
    private static readonly ApiResource Widgets = new(new GroupVersionResource("example.com", "v1", "widgets"), "Widget") { IsNamespaced = true, Verbs = ["list", "watch"] };

    [Fact]
    public async Task Every_page_is_read_and_only_metadata_is_kept()
    {
        using var server = new ScriptedServer(request => (200, request.QueryString["continue"] is null
            ? """{"metadata":{"continue":"next"},"items":[{"metadata":{"name":"a","uid":"1","labels":{"x":"y"}},"spec":{"big":true}}]}"""
            : """{"metadata":{},"items":[{"kind":"PartialObjectMetadata","metadata":{"name":"b","uid":"2","ownerReferences":[{"uid":"1"}]}}]}""", false));
        var inventory = await ListAsync(server, Pods);

        inventory.Objects.Select(o => (o.ApiVersion, o.Kind, o.Name, o.OwnerReferences.Count())).ShouldBe([("v1", "Pod", "a", 0), ("v1", "Pod", "b", 1)]);
        inventory.Objects[0].Root["spec"].ShouldBeNull();
        server.Requests.ShouldBe(["/api/v1/namespaces/shop/pods?limit=500", "/api/v1/namespaces/shop/pods?limit=500&continue=next"]);
    }

    [Fact]
    public async Task A_kind_that_is_forbidden_is_named_and_one_that_fails_is_passed_over()
    {
        using var server = new ScriptedServer(request => request.Url!.AbsolutePath switch
        {
            "/api/v1/namespaces/shop/secrets" => (403, """{"message":"no"}""", false),
            "/apis/example.com/v1/namespaces/shop/widgets" => (404, """{"message":"gone"}""", false),
            _ => (200, """{"items":[{"metadata":{"name":"a","uid":"1"}}]}""", false),
        });
        var inventory = await ListAsync(server, Secrets, Widgets, Pods);

        inventory.Objects.ShouldHaveSingleItem().Name.ShouldBe("a");
        inventory.Forbidden.ShouldBe([Secrets]);
    }

    [Fact]
    public void What_comes_and_goes_by_itself_and_what_cannot_be_watched_is_not_listed()
    {
        var events = Pods with { Resource = new GroupVersionResource("events.k8s.io", "v1", "events") };
        var reviews = Pods with { Resource = new GroupVersionResource("authorization.k8s.io", "v1", "selfsubjectaccessreviews"), Verbs = ["create"] };
        var nodes = new ApiResource(new GroupVersionResource("", "v1", "nodes"), "Node") { Verbs = ["list", "watch"] };
        var older = Widgets with { Resource = Widgets.Resource with { Version = "v1beta1" } };
        var served = new ServedResources([Pods, events, reviews, nodes, Widgets, older], []);

        MetadataLister.Kinds(served, isNamespaced: true).ShouldBe([Pods, Widgets]);
        MetadataLister.Kinds(served, isNamespaced: false).ShouldBe([Pods, nodes, Widgets]);
    }

    private static async Task<Inventory> ListAsync(ScriptedServer server, params ApiResource[] kinds)
    {
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, TimeProvider.System);
        return await new MetadataLister(client).ListAsync(kinds, "shop", TestContext.Current.CancellationToken);
    }
}
