using System.Text.Json;
using k8s;
using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using k8s.Models;
using Kubespy.ControlPlane.Server;

namespace WebsiteOperator.Tests;

/// <summary>
/// The same operator as its users run it: over HTTPS, by a kubeconfig, with the official client's own TLS and watches, in real time; and of several
/// replicas only the leader.
/// </summary>
public sealed class ServedClusterTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("website-operator-").FullName;
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private ClusterHost _host = null!;
    private Kubernetes _client = null!;

    public async ValueTask InitializeAsync()
    {
        _stop.CancelAfter(Patience);
        _host = await ClusterHost.StartAsync(new ClusterHostOptions { KubeconfigPath = Path.Combine(_folder, "kubeconfig") });
        _client = NewClient();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _client.Dispose();
        await _host.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_Website_becomes_Ready_and_follows_its_spec()
    {
        await InstallAsync();
        using var own = NewClient();
        var running = new Operator(own, TimeProvider.System, TestContext.Current.TestOutputHelper!.WriteLine).RunAsync(_stop.Token);

        await CreateWebsiteAsync();
        (await UntilAsync(w => w.Status?.Phase == "Ready")).Status.ShouldBe(new WebsiteStatus { ObservedGeneration = 1, ReadyReplicas = 2, Phase = "Ready" });
        await _client.CustomObjects.PatchNamespacedCustomObjectAsync(
            new V1Patch(new { spec = new { image = "site:2" } }, V1Patch.PatchType.MergePatch), Website.Group, Website.Version, "default", Website.Plural, "shop", cancellationToken: _stop.Token);
        await UntilAsync(w => w.Status is { ObservedGeneration: 2, Phase: "Ready" });

        (await _client.AppsV1.ReadNamespacedDeploymentAsync("shop", "default", cancellationToken: _stop.Token)).Spec.Template.Spec.Containers[0].Image.ShouldBe("site:2");
        running.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Of_two_replicas_the_leader_works_and_when_it_is_gone_the_other()
    {
        await InstallAsync();
        await CreateWebsiteAsync();
        using var first = new Replica(NewClient(), "first", _stop.Token);
        await first.Leads.Task.WaitAsync(_stop.Token);
        using var second = new Replica(NewClient(), "second", _stop.Token);
        await UntilAsync(w => w.Status?.Phase == "Ready");
        second.Leads.Task.IsCompleted.ShouldBeFalse();
        (await LeaseAsync()).Spec.HolderIdentity.ShouldBe("first");

        await first.CrashAsync();
        await second.Leads.Task.WaitAsync(_stop.Token);

        var lease = await LeaseAsync();
        (lease.Spec.HolderIdentity, lease.Spec.LeaseTransitions).ShouldBe(("second", 1));
        await _client.CustomObjects.PatchNamespacedCustomObjectAsync(
            new V1Patch(new { spec = new { replicas = 3 } }, V1Patch.PatchType.MergePatch), Website.Group, Website.Version, "default", Website.Plural, "shop", cancellationToken: _stop.Token);
        (await UntilAsync(w => w.Status is { ObservedGeneration: 2, Phase: "Ready" })).Status!.ReadyReplicas.ShouldBe(3);
    }

    private Kubernetes NewClient() => new(KubernetesClientConfiguration.BuildConfigFromConfigFile(Path.Combine(_folder, "kubeconfig")));

    private Task<V1Lease> LeaseAsync() => _client.CoordinationV1.ReadNamespacedLeaseAsync(Replica.Lock, "default", cancellationToken: _stop.Token);

    private async Task InstallAsync()
    {
        var definition = await _client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(Website.Definition, cancellationToken: _stop.Token);
        await foreach (var (_, changed) in _client.ApiextensionsV1.WatchListCustomResourceDefinitionAsync(fieldSelector: $"metadata.name={definition.Metadata.Name}", cancellationToken: _stop.Token))
        {
            if (changed.Status?.Conditions?.Any(c => c is { Type: "Established", Status: "True" }) == true)
            {
                return;
            }
        }

        Assert.Fail("the watch ended before the definition was established");
    }

    private Task<Website> CreateWebsiteAsync() => _client.CustomObjects.CreateNamespacedCustomObjectAsync<Website>(
        new Website { Metadata = new V1ObjectMeta { Name = "shop" }, Spec = new WebsiteSpec { Image = "site:1", Replicas = 2 } },
        Website.Group, Website.Version, "default", Website.Plural, cancellationToken: _stop.Token);

    /// <summary>Watches the Website until it is so.</summary>
    private async Task<Website> UntilAsync(Func<Website, bool> isSo)
    {
        await foreach (var (_, changed) in _client.CustomObjects.WatchListClusterCustomObjectAsync(Website.Group, Website.Version, Website.Plural, cancellationToken: _stop.Token))
        {
            var website = KubernetesJson.Deserialize<Website>((JsonElement)changed);
            if (isSo(website))
            {
                return website;
            }
        }

        throw new InvalidOperationException("the watch ended before it was so");
    }

    /// <summary>One of several processes that run the operator: it works while it leads.</summary>
    private sealed class Replica : IDisposable
    {
        public const string Lock = "website-operator";

        private readonly Kubernetes _client;
        private readonly CancellationTokenSource _life;
        private readonly Task _run;

        public Replica(Kubernetes client, string name, CancellationToken stop)
        {
            _client = client;
            _life = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _run = RunAsync(name);
        }

        public TaskCompletionSource Leads { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>It is gone from one moment to the next: its lease runs out.</summary>
        public async Task CrashAsync()
        {
            await _life.CancelAsync();
            await _run;
        }

        public void Dispose()
        {
            _life.Cancel();
            _life.Dispose();
            _client.Dispose();
        }

        private async Task RunAsync(string name)
        {
            var elector = new LeaderElector(new LeaderElectionConfig(new LeaseLock(_client, "default", Lock, name))
            {
                LeaseDuration = TimeSpan.FromSeconds(3), RenewDeadline = TimeSpan.FromSeconds(2), RetryPeriod = TimeSpan.FromSeconds(0.5),
            });
            elector.OnStartedLeading += () =>
            {
                _ = new Operator(_client, TimeProvider.System, _ => { }).RunAsync(_life.Token);
                Leads.TrySetResult();
            };
            try
            {
                await elector.RunUntilLeadershipLostAsync(_life.Token);
            }
            catch (OperationCanceledException) when (_life.IsCancellationRequested)
            {
                // It has crashed, or the test is over.
            }
        }
    }
}
