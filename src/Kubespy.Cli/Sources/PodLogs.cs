using Kubespy.Client;
using Kubespy.Client.Logs;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Sources;

/// <summary>The last lines of a Pod's logs, read once when they are asked for: of each container the instance before and the present one.</summary>
internal sealed class PodLogs(ClusterClient client)
{
    /// <summary>Of each instance of a container.</summary>
    public const int Lines = 100;

    /// <summary>Of more containers nothing is read.</summary>
    public const int MaxContainers = 10;

    private static readonly GroupVersionResource Pods = new("", "v1", "pods");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly LogReader _reader = new(client);

    /// <summary>Null where no such Pod exists any more: another under its name is another.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="uid">And of which of that name.</param>
    /// <param name="container">Which of its containers; empty takes all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ClusterException">Logs may not be read, or the cluster does not answer.</exception>
    public async Task<IReadOnlyList<ContainerTail>?> ReadAsync(ObjectKey key, string uid, string container, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var tails = new List<ContainerTail>();
        try
        {
            if (await client.FindAsync(Pods, key.Namespace, key.Name, limit.Token) is not { } pod || pod.Uid != uid)
            {
                return null;
            }

            foreach (var status in ContainersOf(pod).Where(s => container.Length == 0 || s.StringAt("name") == container).Take(MaxContainers))
            {
                var name = status.StringAt("name") ?? "";
                if (status.Int64At("restartCount") > 0)
                {
                    tails.Add(new ContainerTail(name, IsPrevious: true, await _reader.TailAsync(pod.Key, name, Lines, isPrevious: true, limit.Token)));
                }

                tails.Add(new ContainerTail(name, IsPrevious: false, await _reader.TailAsync(pod.Key, name, Lines, isPrevious: false, limit.Token)));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ClusterException(ClusterProblem.Unreachable, $"the node of {key.Name} did not answer in {Patience.TotalSeconds:0} s", "close this and press l again");
        }

        return tails;
    }

    private static IEnumerable<Value> ContainersOf(KubeObject pod) =>
        pod.Root.ListAt("status", "initContainerStatuses").Concat(pod.Root.ListAt("status", "containerStatuses"));
}
