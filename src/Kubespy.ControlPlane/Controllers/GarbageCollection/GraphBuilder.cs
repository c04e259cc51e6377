using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.GarbageCollection;

/// <summary>Keeps the graph as the caches change, and says which objects are to be looked at (graph_builder.go, processGraphChanges).</summary>
internal sealed class GraphBuilder(DependencyGraph graph, EventRecorder recorder, Action<Resource, KubeObject> enqueue)
{
    /// <summary>From now on, of all that is served and will be, but Events (garbagecollector.go, DefaultIgnoredResources).</summary>
    public void Watch(InformerFactory informers) => informers.WhenServed(resource =>
    {
        if (resource != Resources.Events)
        {
            informers.For(resource).AddHandler(new InformerHandler
            {
                Added = obj => OnAdded(resource, obj),
                Updated = (old, obj) => OnUpdated(resource, old, obj),
                Deleted = obj => OnDeleted(resource, obj),
            });
        }
    });

    private void OnAdded(Resource resource, KubeObject obj)
    {
        graph.Link(resource, obj);
        CheckOwners(resource, obj, obj.OwnerReferences);
        OnChanged(resource, null, obj);
    }

    private void OnUpdated(Resource resource, KubeObject old, KubeObject obj)
    {
        if (!Equals(old.Metadata["ownerReferences"], obj.Metadata["ownerReferences"]))
        {
            graph.Unlink(resource, old);
            graph.Link(resource, obj);
            var before = old.OwnerReferences.Select(o => o.Uid).ToHashSet(StringComparer.Ordinal);
            CheckOwners(resource, obj, obj.OwnerReferences.Where(o => !before.Contains(o.Uid)));
            var blocking = obj.OwnerReferences.Where(o => o.BlockOwnerDeletion).Select(o => o.Uid).ToHashSet(StringComparer.Ordinal);
            foreach (var freed in old.OwnerReferences.Where(o => o.BlockOwnerDeletion && !blocking.Contains(o.Uid)))
            {
                EnqueueOwner(freed, obj.Namespace);
            }
        }

        OnChanged(resource, old, obj);
    }

    /// <summary>An owner that the cache does not know may not exist: the dependent is looked at.</summary>
    private void CheckOwners(Resource resource, KubeObject obj, IEnumerable<OwnerReference> owners)
    {
        foreach (var owner in owners.Where(o => graph.FindOwner(o, obj.Namespace) is null))
        {
            if (graph.IsElsewhere(owner, obj.Namespace))
            {
                recorder.Event(
                    obj, "Warning", "OwnerRefInvalidNamespace",
                    $"ownerRef [{owner.ApiVersion}/{owner.Kind}, namespace: {obj.Namespace}, name: {owner.Name}, uid: {owner.Uid}] does not exist in namespace \"{obj.Namespace}\"");
            }

            enqueue(resource, obj);
        }
    }

    private void OnChanged(Resource resource, KubeObject? old, KubeObject obj)
    {
        if (obj.IsBeingDeleted && obj.Finalizers.Any())
        {
            enqueue(resource, obj);
        }

        if (Finalizers.IsDeletingDependents(obj) && (old is null || !Finalizers.IsDeletingDependents(old)))
        {
            // Those that do not block go at once, too.
            EnqueueDependents(obj);
        }
    }

    private void OnDeleted(Resource resource, KubeObject obj)
    {
        graph.Unlink(resource, obj);
        EnqueueDependents(obj);
        foreach (var owner in obj.OwnerReferences)
        {
            EnqueueOwner(owner, obj.Namespace);
        }
    }

    private void EnqueueDependents(KubeObject owner)
    {
        foreach (var dependent in graph.DependentsOf(owner))
        {
            enqueue(dependent.Resource, dependent.Object);
        }
    }

    /// <summary>An owner that waits for its dependents may have one fewer to wait for.</summary>
    private void EnqueueOwner(OwnerReference reference, string ns)
    {
        if (graph.FindOwner(reference, ns) is { } owner && Finalizers.IsDeletingDependents(owner.Object))
        {
            enqueue(owner.Resource, owner.Object);
        }
    }
}
