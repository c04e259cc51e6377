using System.Text;
using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Requests;
using Kubespy.Core.Objects;
using Kubespy.Core.Story;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;
using Kubespy.Yaml;

namespace Kubespy.Cli.Tests.Story;

/// <summary>An embedded cluster in virtual time on which people do things as kubectl would, and what an observer of it sees.</summary>
internal sealed class StoryCluster : IClusterGate
{
    private readonly EmbeddedCluster _cluster;
    private readonly RequestHandler _handler;
    private readonly List<SourceEvent> _events = [];

    public StoryCluster(int nodes = 3)
    {
        _cluster = new EmbeddedCluster(new ClusterOptions { Nodes = nodes });
        _handler = new RequestHandler(_cluster.Api, this, TimeProvider.System);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        Watch();
    }

    public DateTimeOffset Now => _cluster.Loop.Now;

    /// <summary>What was seen so far.</summary>
    public IReadOnlyList<SourceEvent> Events => _events;

    public Task<T> RunAsync<T>(Func<T> call) => Task.FromResult(call());

    public void StopNode(string name) => _cluster.StopNode(name);

    public void StartNode(string name) => _cluster.StartNode(name);

    public StoryCluster Run(double seconds)
    {
        _cluster.Loop.Advance(TimeSpan.FromSeconds(seconds));
        return this;
    }

    /// <summary>Another observer begins now: what is there already, it is told of at once.</summary>
    public StoryCluster Observe()
    {
        _events.Clear();
        foreach (var obj in Resources.All.Where(r => r != Resources.Leases).SelectMany(r => _cluster.Store.Read(r).Objects.Values))
        {
            _events.Add(new SourceEvent.ObjectChanged(Now, ChangeType.Added, obj, true));
        }

        _events.Add(new SourceEvent.CaughtUp(Now));
        return this;
    }

    public KubeObject Find(string kind, string name) => _cluster.Store.Find(Resources.All.First(r => r.Kind == kind), new ObjectKey("default", name))!;

    public IReadOnlyList<KubeObject> Pods(string prefix) =>
        [.. _cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => p.Name.StartsWith(prefix, StringComparison.Ordinal) && !p.IsBeingDeleted).OrderBy(p => p.CreationTimestamp).ThenBy(p => p.Name, StringComparer.Ordinal)];

    /// <summary>As <c>kubectl create -f</c>.</summary>
    public StoryCluster Create(string path, string yaml, string manager = "kubectl-create") => Send("POST", path, ((MapValue)YamlReader.ReadAll(yaml).Single()).ToString(), "application/json", manager);

    /// <summary>As <c>kubectl patch</c>, by whatever program.</summary>
    public StoryCluster Patch(string path, string json, string manager, string type = "application/strategic-merge-patch+json") => Send("PATCH", path, json, type, manager);

    public StoryCluster Image(string name, string image, string kind = "deployments") =>
        Patch($"/apis/apps/v1/namespaces/default/{kind}/{name}", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"IMAGE"}]}}}}""".Replace("IMAGE", image, StringComparison.Ordinal), "kubectl-set");

    public StoryCluster Scale(string name, int replicas, string kind = "deployments") =>
        Patch($"/apis/apps/v1/namespaces/default/{kind}/{name}/scale", $$"""{"spec":{"replicas":{{replicas}} } }""", "kubectl", "application/merge-patch+json");

    public StoryCluster Delete(string path, string options = "{}") => Send("DELETE", path, options, "application/json", "kubectl");

    public StoryCluster Evict(string pod) => Send(
        "POST", $"/api/v1/namespaces/default/pods/{pod}/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"POD","namespace":"default"}}""".Replace("POD", pod, StringComparison.Ordinal), "application/json", "kubectl");

    /// <summary>A Deployment <c>web</c> of containers <c>c</c>, and its Service.</summary>
    public StoryCluster Web(int replicas = 3, string image = "web:1", string more = "", double run = 20)
    {
        Create("/apis/apps/v1/namespaces/default/deployments", """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              replicas: REPLICAS
              MORE
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: c, image: "IMAGE", resources: {requests: {cpu: 100m}}}]}
            """.Replace("REPLICAS", $"{replicas}", StringComparison.Ordinal).Replace("MORE", more, StringComparison.Ordinal).Replace("IMAGE", image, StringComparison.Ordinal));
        return Run(run);
    }

    public Narrative Tell(string kind = "Deployment", string name = "web", string ns = "default")
    {
        var teller = new StoryTeller(kind, ns, name);
        foreach (var news in _events)
        {
            teller.Apply(news);
        }

        return teller.Tell(Now);
    }

    private StoryCluster Send(string method, string path, string body, string type, string manager)
    {
        using var answer = new Answer();
        var request = new ApiRequest(method, path, new Dictionary<string, string>(StringComparer.Ordinal) { ["fieldManager"] = manager })
        {
            Body = Encoding.UTF8.GetBytes(body),
            ContentType = type,
            UserAgent = "kubectl/v1.36",
        };
        _handler.HandleAsync(request, answer, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        answer.Code.ShouldBeInRange(200, 299, $"{method} {path}: {Encoding.UTF8.GetString(answer.Bytes)}");
        return this;
    }

    private void Watch()
    {
        foreach (var resource in Resources.All.Where(r => r != Resources.Leases))
        {
            _cluster.Store.Subscribe(resource, change => _events.Add(new SourceEvent.ObjectChanged(Now, Enum.Parse<ChangeType>(change.Type.ToString()), change.Object)));
        }

        Observe();
    }

    private sealed class Answer : IApiResponse, IDisposable
    {
        private readonly MemoryStream _body = new();

        public int Code { get; private set; }

        public Stream Body => _body;

        public byte[] Bytes => _body.ToArray();

        public void Start(int code, string contentType, IReadOnlyList<string>? warnings = null) => Code = code;

        public Task FlushAsync(CancellationToken cancellation) => Task.CompletedTask;

        public void Dispose() => _body.Dispose();
    }
}
