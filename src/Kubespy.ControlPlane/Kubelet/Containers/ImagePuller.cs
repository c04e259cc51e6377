namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// Sees to it that a container's image is on the node (pkg/kubelet/images/image_manager.go): one look at a time, with the Events and
/// the back-off of the real one.
/// </summary>
internal sealed class ImagePuller(NodeRuntime node, PodWorker worker, ContainerRuntime container, Action<string, string, string> record)
{
    private const string Never = "Never";

    private static readonly TimeSpan Refusal = TimeSpan.FromMilliseconds(15);

    /// <summary>An image that is on the node already, and asked for all the same.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromMilliseconds(300);

    private string _lastFailure = "";
    private DateTimeOffset _lastTry;
    private int _failures;

    /// <summary>Another image is wanted: each backs off by itself.</summary>
    public void Forget() => _failures = 0;

    /// <summary>One look; null once the image is there.</summary>
    public async Task<StartFailure?> EnsureAsync()
    {
        if (ImageReference.Problem(container.Image) is { } problem)
        {
            var message = $"Failed to apply default image tag \"{container.Image}\": couldn't parse image name \"{container.Image}\": {problem}";
            record("Warning", "InspectFailed", message);
            return Fail("InvalidImageName", message);
        }

        var policy = container.Spec["imagePullPolicy"]?.AsString();
        var refusal = ImageFailure.Of(container.Image) ?? node.Images.GetValueOrDefault(container.Image)?.PullFailure;
        var pull = KubeletTiming.PullOf(worker.Pod);
        var isPresent = node.HasImage(container.Image) || (pull == TimeSpan.Zero && refusal is null);
        if (isPresent && policy != "Always")
        {
            node.AddImage(container.Image);
            record("Normal", "Pulled", $"Container image \"{container.Image}\" already present on machine and can be accessed by the pod");
            return null;
        }

        if (policy == Never)
        {
            var message = $"Container image \"{container.Image}\" is not present with pull policy of Never";
            record("Warning", "ErrImageNeverPull", message);
            return Fail("ErrImageNeverPull", message);
        }

        return refusal is null ? await PullAsync(isPresent ? Recheck : pull) : await RefuseAsync(refusal);
    }

    private async Task<StartFailure?> PullAsync(TimeSpan time)
    {
        record("Normal", "Pulling", $"Pulling image \"{container.Image}\"");
        await node.Loop.DelayAsync(time);
        node.AddImage(container.Image);
        var shown = FormattableString.Invariant($"{time.TotalSeconds:0.###}s");
        record("Normal", "Pulled", $"Successfully pulled image \"{container.Image}\" in {shown} ({shown} including waiting). Image size: 7783195 bytes.");
        return null;
    }

    private async Task<StartFailure> RefuseAsync(string refusal)
    {
        if (_failures > 0 && node.Loop.Now - _lastTry < KubeletTiming.BackOff(_failures))
        {
            var backOff = $"Back-off pulling image \"{container.Image}\"";
            record("Normal", "BackOff", backOff);
            return Fail("ImagePullBackOff", $"{backOff}: {_lastFailure}");
        }

        record("Normal", "Pulling", $"Pulling image \"{container.Image}\"");
        await node.Loop.DelayAsync(Refusal);
        record("Warning", "Failed", $"Failed to pull image \"{container.Image}\": {refusal}");
        _failures++;
        _lastTry = node.Loop.Now;
        _lastFailure = $"ErrImagePull: {refusal}";
        return Fail("ErrImagePull", refusal);
    }

    private StartFailure Fail(string reason, string message)
    {
        record("Warning", "Failed", $"Error: {reason}");
        return new StartFailure(reason, message);
    }
}
