using System.Threading.Channels;
using Kubespy.Cli.Sources;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Discovery;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Server;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Sources;

/// <summary>The tree of an object without rules of its own, against the embedded cluster.</summary>
public sealed class ClusterTreeSourceTests : IAsyncLifetime
{
    private readonly Channel<SourceEvent> _told = Channel.CreateUnbounded<SourceEvent>();
    private readonly CancellationTokenSource _stop = new();
    private ClusterHost _host = null!;
    private ClusterClient _client = null!;
    private Task _running = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _host = await ClusterHost.StartAsync(new ClusterHostOptions { Speed = 5 });
        _client = new ClusterClient(KubeconfigLoader.Parse(_host.KubeconfigText), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _client.Dispose();
        await _host.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task What_it_owns_is_found_whatever_its_kind_and_what_it_does_not_own_is_not_told()
    {
        var root = await CreateAsync(Resources.ConfigMaps, """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"root","namespace":"default"}}""");
        await CreateAsync(Resources.ConfigMaps, """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"stranger","namespace":"default"}}""");
        await CreateAsync(Resources.Deployments, Deployment, root);
        Start();

        // Its Pod comes when its controllers have made it, which may be before or after all is known.
        var told = new List<SourceEvent>();
        while (!told.Any(e => e is SourceEvent.CaughtUp) || !told.Any(e => e is SourceEvent.ObjectChanged { Object.Kind: "Pod" }))
        {
            told.AddRange(await UntilAsync(_ => true));
        }

        var seen = told.OfType<SourceEvent.ObjectChanged>().Select(c => c.Object).Where(o => o.Kind != "Event").ToArray();
        seen.Select(o => o.Name).ShouldContain("root");
        seen.Select(o => o.Kind).ShouldContain("Deployment");
        seen.Select(o => o.Name).ShouldNotContain("stranger");
        seen.Where(o => o.Kind == "Pod").ShouldAllBe(p => p.Name.StartsWith("web-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_kind_that_turns_up_later_is_found_after_a_change_of_the_root()
    {
        var root = await CreateAsync(Resources.ConfigMaps, """{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"root","namespace":"default"}}""");
        Start();
        await UntilAsync(e => e is SourceEvent.CaughtUp);

        await CreateAsync(Resources.Deployments, Deployment, root);
        await _host.InvokeAsync(() => _host.Cluster.Api.Update(Resources.ConfigMaps, root.WithLabel("changed", "yes"), new WriteContext("kubernetes-admin", "test") { FieldManager = "test" }));
        await UntilAsync(e => e is SourceEvent.ObjectChanged { Object: { Kind: "Deployment", Name: "web" } });
    }

    private const string Deployment =
        """
        {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"web","namespace":"default"},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"nginx:1"}]}}}}
        """;

    private async Task<KubeObject> CreateAsync(Resource resource, string json, KubeObject? owner = null)
    {
        var obj = KubeObject.Parse(json);
        return await _host.InvokeAsync(() => _host.Cluster.Api.Create(resource, owner is null ? obj : obj.WithOwnerReferences([OwnerReference.ControllerOf(owner)]), new WriteContext("kubernetes-admin", "test") { FieldManager = "test" }));
    }

    private void Start()
    {
        var resource = new ApiResource(new GroupVersionResource("", "v1", "configmaps"), "ConfigMap") { IsNamespaced = true };
        var source = new ClusterTreeSource(_client, new RestMapper(_client), resource, "default", "root") { Shortest = TimeSpan.FromMilliseconds(200) };
        _running = source.RunAsync(_told.Writer, _stop.Token);
    }

    /// <summary>All that was told, up to the first such news.</summary>
    private async Task<IReadOnlyList<SourceEvent>> UntilAsync(Func<SourceEvent, bool> isIt)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var told = new List<SourceEvent>();
        while (true)
        {
            var news = await _told.Reader.ReadAsync(patience.Token);
            told.Add(news);
            if (isIt(news))
            {
                return told;
            }
        }
    }
}
