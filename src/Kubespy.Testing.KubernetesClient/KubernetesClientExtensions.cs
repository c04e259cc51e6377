using k8s;

namespace Kubespy.Testing;

/// <summary>The official client for a <see cref="TestCluster"/>.</summary>
public static class KubernetesClientExtensions
{
    /// <summary>A client whose requests the cluster answers, without a socket and as an administrator.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">Who it is, for <see cref="RequestMatch.Client"/>; may be empty.</param>
    public static IKubernetes CreateClient(this TestCluster cluster, string name = "") =>
        Over(cluster, cluster.CreateHandler(name));

    /// <summary>Starts an operator written with the official client: <see cref="TestCluster.RunController"/>.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">Its name; unique, not empty.</param>
    /// <param name="run">Runs it until it is cancelled; called anew, with a client of its own, after a crash.</param>
    /// <returns>Ends it when it is disposed of; the cluster's end does so too.</returns>
    public static RunningController RunOperator(this TestCluster cluster, string name, Func<IKubernetes, CancellationToken, Task> run) =>
        cluster.RunController(name, async (handler, cancellation) =>
        {
            using var client = Over(cluster, handler);
            await run(client, cancellation).ConfigureAwait(false);
        });

    private static Kubernetes Over(TestCluster cluster, HttpMessageHandler handler) =>
        new(new KubernetesClientConfiguration { Host = cluster.Address.ToString() }, new ShortCut(handler));
}
