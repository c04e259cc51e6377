using System.Net;
using System.Threading.Channels;
using Kubespy.Cli.Sources;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Discovery;
using Kubespy.Client.Tests;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Sources;

/// <summary>What a Service's trace asks a server for, and how it bears refusals.</summary>
public sealed class ClusterObjectSourceTests : IAsyncDisposable
{
    private const string Service =
        """{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"web","namespace":"shop","uid":"s","resourceVersion":"1"},"spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}]}""";

    private const string Nothing = """{"metadata":{"resourceVersion":"1"},"items":[]}""";
    private const string Pod = """{"metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"web-1","namespace":"shop","uid":"p","resourceVersion":"1","labels":{"app":"web"}}}]}""";

    private readonly Channel<SourceEvent> _told = Channel.CreateUnbounded<SourceEvent>();
    private readonly CancellationTokenSource _stop = new();
    private ScriptedServer? _server;
    private ClusterClient? _client;
    private Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _client?.Dispose();
        _server?.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task It_watches_by_name_and_selector_and_is_caught_up_when_all_is_told()
    {
        Start(request => Plural(request) switch { "services" => Service, "pods" => Pod, _ => Nothing });
        var told = await UntilAsync(e => e is SourceEvent.CaughtUp);

        told.OfType<SourceEvent.ObjectChanged>().Select(c => $"{c.Object.Kind} {c.Object.Name}").Order().ShouldBe(["Pod web-1", "Service web"]);
        Lists().ShouldBe(
        [
            "endpoints fieldSelector=metadata.name=web",
            "endpointslices labelSelector=kubernetes.io/service-name=web",
            "events fieldSelector=involvedObject.kind=Service,involvedObject.name=web",
            "events fieldSelector=type=Warning",
            "pods labelSelector=app=web",
            "services fieldSelector=metadata.name=web",
        ]);
    }

    [Fact]
    public async Task Where_nothing_is_selected_all_Pods_are_looked_at_for_near_misses()
    {
        Start(request => Plural(request) == "services" ? Service : Nothing);
        await UntilAsync(e => e is SourceEvent.CaughtUp);

        Lists().ShouldContain("pods ");
    }

    [Fact]
    public async Task What_is_refused_or_not_served_is_told_and_the_rest_goes_on()
    {
        Start(request => Plural(request) switch { "services" => Service, "endpoints" => "403", "endpointslices" => "404", _ => Nothing });
        var told = await UntilAsync(e => e is SourceEvent.CaughtUp);

        told.OfType<SourceEvent.Forbidden>().Select(f => (f.Resource.Resource, f.Message)).Order().ShouldBe(
            [("endpoints", "refused"), ("endpointslices", "the cluster does not serve endpointslices.discovery.k8s.io")]);
    }

    [Fact]
    public async Task That_the_object_itself_may_not_be_read_ends_the_trace()
    {
        Start(_ => "403");
        var refusal = await Should.ThrowAsync<ClusterException>(() => _running);
        (refusal.Problem, refusal.Remedy).ShouldBe((ClusterProblem.Forbidden, "ask for get, list and watch on services"));
    }

    [Fact]
    public async Task What_does_not_exist_is_caught_up_with_at_once()
    {
        Start(_ => Nothing);
        (await UntilAsync(e => e is SourceEvent.CaughtUp)).OfType<SourceEvent.ObjectChanged>().ShouldBeEmpty();
        Lists().ShouldBe(["services fieldSelector=metadata.name=web"]);
    }

    private void Start(Func<HttpListenerRequest, string> list)
    {
        _server = new ScriptedServer(request => request.QueryString["watch"] == "true" ? null : list(request) switch
        {
            "403" => (403, """{"message":"refused"}""", false),
            "404" => (404, """{"message":"unknown"}""", false),
            var body => (200, body, false),
        });
        _client = new ClusterClient(new KubeContext { Server = _server.Address }, TimeProvider.System);
        var services = new ApiResource(new GroupVersionResource("", "v1", "services"), "Service") { IsNamespaced = true };
        _running = new ClusterObjectSource(_client, services, "shop", "web", new ServiceKind()).RunAsync(_told.Writer, _stop.Token);
    }

    private static string Plural(HttpListenerRequest request) => request.Url!.AbsolutePath.Split('/')[^1];

    /// <summary>What was listed: the resource and by what it was narrowed.</summary>
    private string[] Lists()
    {
        lock (_server!.Requests)
        {
            return
            [
                .. _server.Requests.Where(r => !r.Contains("watch=true", StringComparison.Ordinal)).Select(r => new Uri(_server.Address, r))
                    .Select(u => $"{u.AbsolutePath.Split('/')[^1]} {string.Join('&', u.Query.TrimStart('?').Split('&').Where(p => p.Contains("Selector=", StringComparison.Ordinal)).Select(Uri.UnescapeDataString))}")
                    .Order(StringComparer.Ordinal),
            ];
        }
    }

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
