using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>Logs of containers (GET pods/NAME/log): the lines so far, and with <c>follow</c> those to come until the container ends.</summary>
internal sealed class LogHandler(Store store, IClusterGate gate)
{
    public async Task HandleAsync(KubeObject pod, ApiRequest request, IApiResponse response, CancellationToken cancellation)
    {
        CheckNode(pod, request);
        // Before what there is is read: no change may be missed in between.
        var revision = store.Revision;
        var lines = LogSubresource.Read(pod, request, gate.Now);
        response.Start(200, "text/plain");
        await response.Body.WriteAsync(lines, cancellation);
        if (!request.Flag("follow") || lines.Length == 0)
        {
            return;
        }

        try
        {
            await response.FlushAsync(cancellation);
            await FollowAsync(pod, request, response, revision, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The client has seen enough.
        }
    }

    /// <summary>Logs lie on the node: one that is not heard of does not answer.</summary>
    private void CheckNode(KubeObject pod, ApiRequest request)
    {
        var name = pod.Root.StringAt("spec", "nodeName") ?? "";
        if (store.Find(Resources.Nodes, new ObjectKey("", name)) is not { } node || node.Condition("Ready").StringAt("status") != "Unknown")
        {
            return;
        }

        var address = node.Root.ListAt("status", "addresses").FirstOrDefault(a => a.StringAt("type") == "InternalIP").StringAt("address");
        var container = request["container"] ?? pod.Root.ListAt("spec", "containers")[0].StringAt("name");
        throw new ApiException(new ApiStatus(
            500, "",
            $"Get \"https://{address}:10250/containerLogs/{pod.Namespace}/{pod.Name}/{container}\": dial tcp {address}:10250: connect: connection refused"));
    }

    private async Task FollowAsync(KubeObject pod, ApiRequest request, IApiResponse response, long revision, CancellationToken cancellation)
    {
        var log = store.Log(Resources.Pods);
        var (told, id, isRunning) = LogSubresource.Lines(pod, request);
        while (isRunning)
        {
            var (changes, next) = log.ReadAfter(revision);
            if (changes is null || store.Find(Resources.Pods, pod.Key) is not { } now || now.Uid != pod.Uid)
            {
                return;
            }

            if (changes.Count == 0)
            {
                response.Reached(log, revision);
                await next.WaitAsync(cancellation);
                continue;
            }

            revision = changes[^1].Revision;
            var lines = LogSubresource.Lines(now, request);
            isRunning = lines.IsRunning && lines.ContainerId == id;
            if (lines.ContainerId == id && !isRunning)
            {
                var known = told.Zip(lines.All).TakeWhile(p => p.First == p.Second).Count();
                await response.Body.WriteAsync(LogSubresource.Encode(lines.All.Skip(known), request, gate.Now), cancellation);
                await response.FlushAsync(cancellation);
            }
        }
    }
}
