using System.Globalization;
using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>The simulated lines of a container: when it started, and what its environment makes it do.</summary>
internal static class LogSubresource
{
    /// <exception cref="ApiException">400: the Pod has no such container, or it has not started.</exception>
    public static byte[] Read(KubeObject pod, ApiRequest request)
    {
        var containers = pod.Root.ListAt("spec", "containers").Concat(pod.Root.ListAt("spec", "initContainers")).ToArray();
        var name = request["container"] ?? containers[0].StringAt("name") ?? "";
        if (containers.All(c => c.StringAt("name") != name))
        {
            throw new ApiException(ApiStatus.BadRequest($"container {name} is not valid for pod {pod.Name}"));
        }

        var status = pod.Root.ListAt("status", "containerStatuses").Concat(pod.Root.ListAt("status", "initContainerStatuses"))
            .FirstOrDefault(c => c.StringAt("name") == name);
        var state = request.Flag("previous") ? status.MapAt("lastState") : status.MapAt("state");
        if (status is null || state is null or { Count: 0 } || state.MapAt("waiting") is not null)
        {
            throw new ApiException(ApiStatus.BadRequest(request.Flag("previous")
                ? $"previous terminated container \"{name}\" in pod \"{pod.Name}\" not found"
                : $"container \"{name}\" in pod \"{pod.Name}\" is waiting to start: {state.StringAt("waiting", "reason") ?? "ContainerCreating"}"));
        }

        var started = state.StringAt("running", "startedAt") ?? state.StringAt("terminated", "startedAt") ?? "";
        List<string> lines = [$"{name} started, image {status.StringAt("image")}"];
        if (state.MapAt("terminated") is { } ended)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name} exits with code {ended.Int64At("exitCode")}"));
        }
        else
        {
            lines.Add("listening");
        }

        var tail = int.TryParse(request["tailLines"], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : lines.Count;
        var shown = lines.TakeLast(tail).Select(l => request.Flag("timestamps") ? $"{started} {l}\n" : $"{l}\n");
        return Encoding.UTF8.GetBytes(string.Concat(shown));
    }
}
