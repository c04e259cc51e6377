using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers.Sets;

/// <summary>A cluster in virtual time, what people do to StatefulSets and DaemonSets on it, and what came of it in the order of writes.</summary>
internal sealed class SetBench
{
    private static readonly WriteContext Me = new("kubernetes-admin", "kubectl/v1.32");

    public SetBench(int nodes = 3, ClusterOptions? options = null)
    {
        Cluster = new EmbeddedCluster((options ?? new ClusterOptions()) with { Nodes = nodes });
        After(2);
        Cluster.Store.Subscribe(Resources.Pods, e => Note(e, e.Type switch
        {
            StoreEventType.Added => $"+{e.Object.Name}",
            StoreEventType.Deleted => $"-{e.Object.Name}",
            _ => PodView.Of(e.Object) is { IsReady: true, Phase: "Running" } && !e.Object.IsBeingDeleted ? $"{e.Object.Name} ready" : null,
        }));
    }

    public EmbeddedCluster Cluster { get; }

    /// <summary>Pods added, ready (once each time) and gone, in their order.</summary>
    public List<string> Story { get; } = [];

    /// <summary>The Events of workloads, each as it was last: type, reason, message.</summary>
    public IEnumerable<string> Told => Cluster.Store.Read(Resources.Events).Objects.Values
        .Where(e => e.Root.StringAt("involvedObject", "kind") is "StatefulSet" or "DaemonSet" or "Job" or "CronJob")
        .OrderBy(e => long.Parse(e.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture))
        .Select(e => $"{e.Root.StringAt("type")} {e.Root.StringAt("reason")} {e.Root.StringAt("message")}");

    public IReadOnlyList<KubeObject> Pods => [.. All(Resources.Pods)];

    public SetBench After(double seconds)
    {
        Cluster.Loop.Advance(TimeSpan.FromSeconds(seconds));
        return this;
    }

    public SetBench Create(Resource resource, string json)
    {
        Cluster.Api.Create(resource, KubeObject.Parse(json), Me);
        return this;
    }

    /// <summary>A StatefulSet <c>web</c> of one container <c>c</c>; more of its spec, of its template's spec, of its container.</summary>
    public SetBench StatefulSet(int replicas = 3, string spec = "", string pod = "", string container = "", string image = "nginx:1") => Create(Resources.StatefulSets, $$$"""
        {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"web","namespace":"default"},
         "spec":{"replicas":{{{replicas}}},"serviceName":"web","selector":{"matchLabels":{"app":"web"}}{{{spec}}},
          "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"{{{image}}}"{{{container}}} }]{{{pod}}} } } } }
        """);

    /// <summary>A DaemonSet <c>agent</c> of one container <c>c</c>.</summary>
    public SetBench DaemonSet(string spec = "", string pod = "", string container = "", string image = "nginx:1") => Create(Resources.DaemonSets, $$$"""
        {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"agent","namespace":"default"},
         "spec":{"selector":{"matchLabels":{"app":"agent"}}{{{spec}}},
          "template":{"metadata":{"labels":{"app":"agent"}},"spec":{"containers":[{"name":"c","image":"{{{image}}}"{{{container}}} }]{{{pod}}} } } } }
        """);

    public SetBench Patch(Resource resource, string name, string patch)
    {
        Cluster.Api.Patch(resource, new ObjectKey(resource.IsNamespaced ? "default" : "", name), new Patch.StrategicMerge((MapValue)ValueReader.Read(patch)), Me);
        return this;
    }

    public SetBench SetImage(Resource resource, string name, string image) =>
        Patch(resource, name, $$"""{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"{{image}}"}]} } } }""");

    public SetBench Delete(Resource resource, string name, PropagationPolicy? policy = null)
    {
        Cluster.Api.Delete(resource, new ObjectKey(resource.IsNamespaced ? "default" : "", name), new DeleteOptions { PropagationPolicy = policy }, Me);
        return this;
    }

    public KubeObject? Find(Resource resource, string name) => Cluster.Store.Find(resource, new ObjectKey("default", name));

    public KubeObject Get(Resource resource, string name) => Find(resource, name).ShouldNotBeNull();

    public IEnumerable<KubeObject> All(Resource resource) => Cluster.Store.Read(resource).Objects.Values.Where(o => o.Namespace == "default");

    /// <summary>What was told since, and no more of what was before.</summary>
    public IReadOnlyList<string> Next()
    {
        string[] told = [.. Story];
        Story.Clear();
        return told;
    }

    private void Note(StoreEvent change, string? text)
    {
        if (text is not null && change.Object.Namespace == "default" && (text[0] is '+' or '-' || !IsToldAlready(text)))
        {
            Story.Add(text);
        }
    }

    private bool IsToldAlready(string text) => Story.LastIndexOf(text) is >= 0 and var at && Story.LastIndexOf("+" + text.Split(' ')[0]) < at;
}
