using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

/// <summary>A cluster in virtual time whose first two seconds are over, and Pods made by hand on it.</summary>
internal sealed class NodeFixture
{
    public static readonly WriteContext Me = new("me", "kubectl/v1.32");

    public NodeFixture(ClusterOptions? options = null)
    {
        Cluster = new EmbeddedCluster(options ?? new ClusterOptions { Nodes = 1 });
        Advance(2);
    }

    public EmbeddedCluster Cluster { get; }

    public void Advance(double seconds) => Cluster.Loop.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Creates a Pod; the spec and what is added to the metadata are JSON members without braces.</summary>
    public void Create(string spec, string name = "web", string metadata = "") => Cluster.Api.Create(
        Resources.Pods,
        KubeObject.Parse($"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"{name}\",\"namespace\":\"default\"{metadata}}},\"spec\":{{{spec}}}}}"), Me);

    public KubeObject Run(string spec, double seconds, string metadata = "")
    {
        Create(spec, metadata: metadata);
        Advance(seconds);
        return Pod();
    }

    public KubeObject Pod(string name = "web") => Cluster.Api.Get(Resources.Pods, new ObjectKey("default", name));

    public bool Exists(string name = "web") => Cluster.Store.Find(Resources.Pods, new ObjectKey("default", name)) is not null;

    public void Delete(string name = "web", DeleteOptions? options = null) =>
        Cluster.Api.Delete(Resources.Pods, new ObjectKey("default", name), options ?? DeleteOptions.Default, Me);

    public Value Container(string name = "c") => Pod().Root.ListAt("status", "containerStatuses")
        .Concat(Pod().Root.ListAt("status", "initContainerStatuses")).Single(c => c.StringAt("name") == name);

    /// <summary>What the Events said, each <c>Reason message</c>, in the order of their writes.</summary>
    public IReadOnlyList<string> Events(string name = "web") =>
    [
        .. Cluster.Store.Read(Resources.Events).Objects.Values
            .Where(e => e.Root.StringAt("involvedObject", "name") == name)
            .OrderBy(e => long.Parse(e.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture))
            .Select(e => $"{e.Root.StringAt("reason")} {e.Root.StringAt("message")}"),
    ];

    /// <summary>How long, in seconds of the cluster, until it is so.</summary>
    public double SecondsUntil(Func<bool> condition, double limit = 60)
    {
        var start = Cluster.Loop.Now;
        Cluster.Loop.RunUntil(condition, TimeSpan.FromSeconds(limit)).ShouldBeTrue();
        return (Cluster.Loop.Now - start).TotalSeconds;
    }
}
