using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>Creates and deletes the Pods of Jobs and says so; takes their finalizers (RealPodControl in pkg/controller/controller_utils.go).</summary>
internal sealed class JobPodControl(ApiClient client, EventRecorder recorder, Informer pods, JobMemory memory)
{
    /// <exception cref="ApiException">Refused, and told; not where the namespace goes.</exception>
    public async Task CreateAsync(KubeObject job, KubeObject pod)
    {
        try
        {
            var created = await client.CreateAsync(Resources.Pods, pod);
            Wrote(job, created);
            recorder.Event(job, "Normal", "SuccessfulCreate", $"Created pod: {created.Name}");
        }
        catch (ApiException e) when (!NamespaceTermination.IsCauseOf(e))
        {
            recorder.Event(job, "Warning", "FailedCreate", $"Error creating: {e.Status.Message}");
            throw;
        }
        catch (ApiException)
        {
            // The namespace goes, and the Job with it.
        }
    }

    /// <summary>What refused, unless the Pod was gone already.</summary>
    public async Task<ApiException?> DeleteAsync(KubeObject job, KubeObject pod)
    {
        try
        {
            await client.DeleteAsync(Resources.Pods, pod.Key, DeleteOptions.Default);
            recorder.Event(job, "Normal", "SuccessfulDelete", $"Deleted pod: {pod.Name}");
            return null;
        }
        catch (ApiException e)
        {
            if (e.IsNotFound)
            {
                return null;
            }

            recorder.Event(job, "Warning", "FailedDelete", $"Error deleting: {e.Status.Message}");
            return new ApiException(e.Status with { Message = $"unable to delete pods: {e.Status.Message}" });
        }
    }

    /// <summary>Takes the finalizer from the Pod, if it has one: it may go.</summary>
    /// <param name="job">Whose Pod it is; null for one that is nobody's.</param>
    /// <param name="pod">The Pod.</param>
    /// <exception cref="ApiException">Refused otherwise than because it is gone.</exception>
    public async Task ReleaseAsync(KubeObject? job, KubeObject pod)
    {
        if (!JobPod.IsTracked(pod))
        {
            return;
        }

        try
        {
            var released = await client.PatchAsync(Resources.Pods, pod.Key, current => current.Uid == pod.Uid ? JobPod.Untracked(current) : current);
            if (job is not null)
            {
                Wrote(job, released);
            }
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // It has gone meanwhile.
        }
    }

    public void Wrote(KubeObject job, KubeObject pod) => memory.Written.WroteAt(job.Key.ToString(), job.Uid, pods, pod);
}
