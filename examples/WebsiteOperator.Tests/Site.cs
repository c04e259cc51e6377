using k8s;
using k8s.Models;
using Kubespy.Testing;

namespace WebsiteOperator.Tests;

/// <summary>A cluster with the operator and one Website, which is stable.</summary>
internal sealed class Site : IAsyncDisposable
{
    public const string Operator = "website-operator";

    private Site(TestCluster cluster)
    {
        Cluster = cluster;
        Client = cluster.CreateClient();
        Running = cluster.RunOperator(Operator, (client, cancellation) =>
            new Operator(client, cluster.TimeProvider, TestContext.Current.TestOutputHelper!.WriteLine).RunAsync(cancellation));
    }

    public TestCluster Cluster { get; }

    public IKubernetes Client { get; }

    public RunningController Running { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Site> StartAsync(int replicas)
    {
        var site = new Site(await TestCluster.StartAsync(cancellation: Cancellation));
        await site.Client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(Website.Definition, cancellationToken: Cancellation);
        await site.Cluster.UntilStableAsync(cancellation: Cancellation);
        var website = new Website { Metadata = new V1ObjectMeta { Name = "shop" }, Spec = new WebsiteSpec { Image = "site:1", Replicas = replicas } };
        await site.Client.CustomObjects.CreateNamespacedCustomObjectAsync<Website>(
            website, Website.Group, Website.Version, "default", Website.Plural, cancellationToken: Cancellation);
        await site.Cluster.UntilStableAsync(cancellation: Cancellation);
        return site;
    }

    public Task<Website> GetAsync() => Client.CustomObjects.GetNamespacedCustomObjectAsync<Website>(
        Website.Group, Website.Version, "default", Website.Plural, "shop", cancellationToken: Cancellation);

    public Task<V1Deployment> DeploymentAsync() => Client.AppsV1.ReadNamespacedDeploymentAsync("shop", "default", cancellationToken: Cancellation);

    /// <summary>As <c>kubectl patch --type=merge</c> does.</summary>
    public Task ChangeAsync(object spec) => Client.CustomObjects.PatchNamespacedCustomObjectAsync(
        new V1Patch(new { spec }, V1Patch.PatchType.MergePatch), Website.Group, Website.Version, "default", Website.Plural, "shop", cancellationToken: Cancellation);

    public Task DeleteAsync() => Client.CustomObjects.DeleteNamespacedCustomObjectAsync(
        Website.Group, Website.Version, "default", Website.Plural, "shop", cancellationToken: Cancellation);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Cluster.DisposeAsync();
    }
}
