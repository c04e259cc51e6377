using Kubespy.ControlPlane.Api;

namespace Kubespy.ControlPlane.Simulation;

/// <summary>What goes wrong between the components of a cluster and its API server; nothing does by default.</summary>
public class Faults
{
    public static readonly Faults None = new();

    /// <summary>How much longer than usual the next change of a resource is on its way to a component's cache. Changes of one resource stay in order.</summary>
    public virtual TimeSpan WatchDelay(string component, Resource resource) => TimeSpan.Zero;

    /// <summary>The refusal that a component meets instead of having its object updated; null where the server is asked.</summary>
    /// <param name="component">As it names itself: kube-controller-manager, kube-scheduler, kubelet.</param>
    /// <param name="resource">Of the object that is to be updated, itself or its status.</param>
    /// <param name="name">The object's name.</param>
    public virtual ApiException? RefuseUpdate(string component, Resource resource, string name) => null;

    /// <summary>The server has done what a component asked for, or refused it; the answer is on its way. Here a process can crash between two calls.</summary>
    public virtual void Answered(string component)
    {
    }
}
