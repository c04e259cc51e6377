using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane;

/// <summary>
/// A Kubernetes cluster in one process: API server, controllers, scheduler, kubelets, all on one <see cref="EventLoop"/>.
/// Whoever holds it drives the loop, in virtual or in real time.
/// </summary>
public sealed class EmbeddedCluster
{
    public EmbeddedCluster(ClusterOptions options)
    {
        Options = options;
        Loop = new EventLoop(options.Start);
        Random = new Randomness(options.Seed);
        Store = new Store(Resources.All, options.WindowLength);
        Api = new ApiServer(Loop, Store, Random);
        Informers = new InformerFactory(Loop, Store, TimeSpan.FromMilliseconds(1));
    }

    public ClusterOptions Options { get; }

    public EventLoop Loop { get; }

    public Randomness Random { get; }

    public Store Store { get; }

    public ApiServer Api { get; }

    /// <summary>The informers of kube-controller-manager; scheduler and kubelets have their own.</summary>
    public InformerFactory Informers { get; }
}
