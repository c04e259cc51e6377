using Kubespy.ControlPlane.Api;
using Kubespy.Core.Explaining;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.ControlPlane.Tests.Causes;

/// <summary>A cluster in virtual time on which something goes wrong, and what <c>kubespy why</c> makes of all that it then holds.</summary>
internal sealed class Incident
{
    private static readonly WriteContext Me = new("kubectl-create", "kubectl/v1.32");

    public Incident(int nodes = 3)
    {
        Cluster = new EmbeddedCluster(new ClusterOptions { Nodes = nodes });
        After(2);
    }

    public EmbeddedCluster Cluster { get; }

    public Incident Create(Resource resource, string json)
    {
        Cluster.Api.Create(resource, KubeObject.Parse(json), Me);
        return this;
    }

    /// <summary>A Deployment of one container <c>c</c>; more of its container, of its template's spec, of its own.</summary>
    public Incident Deploy(string name, int replicas = 1, string image = "nginx:1", string container = "", string pod = "", string spec = "", string annotations = "") => Create(Resources.Deployments, $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}","namespace":"default"},
         "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"{{{name}}}"}}{{{spec}}},
          "template":{"metadata":{"labels":{"app":"{{{name}}}"},"annotations":{ {{{annotations}}} } },
           "spec":{"containers":[{"name":"c","image":"{{{image}}}"{{{container}}} }]{{{pod}}} } } } }
        """);

    public Incident After(double seconds)
    {
        Cluster.Loop.Advance(TimeSpan.FromSeconds(seconds));
        return this;
    }

    public Incident Change(Resource resource, string name, Func<KubeObject, KubeObject> change, string ns = "default")
    {
        Cluster.Api.Update(resource, change(Cluster.Api.Get(resource, new ObjectKey(ns, name))), Me);
        return this;
    }

    public Explanation Why(string kind, string name, string ns = "default")
    {
        var (store, events) = (new ObjectStore(), new EventIndex());
        foreach (var obj in Resources.All.SelectMany(r => Cluster.Store.Read(r).Objects.Values).OrderBy(o => ObservedEvent.Of(o).Last))
        {
            if (obj.Kind == "Event")
            {
                events.Apply(ChangeType.Added, obj);
            }
            else
            {
                store.Apply(ChangeType.Added, obj);
            }
        }

        return Explainer.Explain(new TraceWorld(Cluster.Loop.Now, store.Find(kind, ns, name).ShouldNotBeNull(), store, events, 3));
    }

    /// <summary>The one cause that is found of a Deployment.</summary>
    public Finding Cause(string name) => Why("Deployment", name).Findings.ShouldHaveSingleItem();
}
