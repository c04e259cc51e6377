using System.Globalization;
using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Kubelet.Containers;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>
/// Which of a container's simulated lines a request asks for (LogLocation in pkg/registry/core/pod, validateContainerLogStatus in
/// pkg/kubelet/kubelet_pods.go). Pure.
/// </summary>
internal static class LogSubresource
{
    /// <exception cref="ApiException">400: the Pod has no such container, or it has not started.</exception>
    public static byte[] Read(KubeObject pod, ApiRequest request, DateTimeOffset now) =>
        pod.Root.StringAt("spec", "nodeName") is null or "" && ContainerOf(pod, request) is not null
            ? []
            : Encode(Lines(pod, request).All, request, now);

    /// <summary>All lines there are so far, of which container, and whether more may come.</summary>
    /// <exception cref="ApiException">400: the Pod has no such container, or it has not started.</exception>
    public static (IReadOnlyList<(string Time, string Text)> All, string ContainerId, bool IsRunning) Lines(KubeObject pod, ApiRequest request)
    {
        var container = ContainerOf(pod, request);
        var name = container.StringAt("name") ?? "";
        var status = pod.Root.ListAt("status", "containerStatuses").Concat(pod.Root.ListAt("status", "initContainerStatuses"))
            .Concat(pod.Root.ListAt("status", "ephemeralContainerStatuses"))
            .FirstOrDefault(c => c.StringAt("name") == name)
            ?? throw new ApiException(ApiStatus.BadRequest($"container \"{name}\" in pod \"{pod.Name}\" is not available"));
        var state = StateOf(status, name, pod.Name, request.Flag("previous"));
        var isRunning = state.MapAt("running") is not null;
        var id = (isRunning ? status.StringAt("containerID") : state.StringAt("terminated", "containerID")) ?? "";
        return (ContainerLog.Lines((MapValue)container, state, status.StringAt("image") ?? ""), id, isRunning);
    }

    /// <summary>The lines as they are sent: those of the time asked for, the last of them, with their times where they are wanted.</summary>
    public static byte[] Encode(IEnumerable<(string Time, string Text)> lines, ApiRequest request, DateTimeOffset now)
    {
        var since = Number(request, "sinceSeconds") is { } seconds ? now.AddSeconds(-seconds) : Timestamp.Parse(request["sinceTime"]);
        var shown = lines.Where(l => since is null || Timestamp.Parse(l.Time) >= since).ToArray();
        var tail = Number(request, "tailLines") is { } count ? shown.TakeLast((int)Math.Min(count, int.MaxValue)) : shown;
        var bytes = Encoding.UTF8.GetBytes(string.Concat(tail.Select(l => request.Flag("timestamps") ? $"{l.Time} {l.Text}\n" : $"{l.Text}\n")));
        return Number(request, "limitBytes") is { } limit && limit < bytes.Length ? bytes[..(int)limit] : bytes;
    }

    private static Value ContainerOf(KubeObject pod, ApiRequest request)
    {
        var main = pod.Root.ListAt("spec", "containers");
        var init = pod.Root.ListAt("spec", "initContainers");
        if (request["container"] is { Length: > 0 } name)
        {
            return main.Concat(init).Concat(pod.Root.ListAt("spec", "ephemeralContainers")).FirstOrDefault(c => c.StringAt("name") == name)
                ?? throw new ApiException(ApiStatus.BadRequest($"container {name} is not valid for pod {pod.Name}"));
        }

        if (main.Count == 1)
        {
            return main[0];
        }

        var choice = $"[{Names(main)}]{(init.Count == 0 ? "" : $" or one of the init containers: [{Names(init)}]")}";
        throw new ApiException(ApiStatus.BadRequest($"a container name must be specified for pod {pod.Name}, choose one of: {choice}"));
    }

    private static MapValue StateOf(Value status, string name, string pod, bool previous)
    {
        var state = status.MapAt("state") ?? MapValue.Empty;
        var last = status.MapAt("lastState") ?? MapValue.Empty;
        var hasLast = last.StringAt("terminated", "containerID") is { Length: > 0 };
        if (previous)
        {
            return hasLast ? last : throw new ApiException(ApiStatus.BadRequest($"previous terminated container \"{name}\" in pod \"{pod}\" not found"));
        }

        if (state.MapAt("running") is not null || state.StringAt("terminated", "containerID") is { Length: > 0 })
        {
            return state;
        }

        if (hasLast)
        {
            return last;
        }

        throw new ApiException(ApiStatus.BadRequest(state.MapAt("terminated") is not null
            ? $"container \"{name}\" in pod \"{pod}\" is terminated"
            : $"container \"{name}\" in pod \"{pod}\" is waiting to start: {Why(state.StringAt("waiting", "reason"))}"));
    }

    private static string Why(string? reason) => reason switch
    {
        "ErrImagePull" => "image can't be pulled",
        "ImagePullBackOff" => "trying and failing to pull image",
        null => "ContainerCreating",
        _ => reason,
    };

    private static string Names(ListValue containers) => string.Join(' ', containers.Select(c => c.StringAt("name")));

    private static long? Number(ApiRequest request, string parameter) =>
        long.TryParse(request[parameter], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
