using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.ReplicaSets;

/// <summary>Creates and deletes the Pods of ReplicaSets, and keeps account of what the cache is yet to see (manageReplicas in replica_set.go).</summary>
internal sealed class ReplicaSetPods(ApiClient client, EventRecorder recorder, Expectations expectations, WrittenRevisions written, Informer pods)
{
    /// <summary>Creates so many Pods, ever more at once; gives the first refusal, after which no more are asked for.</summary>
    public async Task<ApiException?> CreateAsync(string key, KubeObject replicaSet, int count)
    {
        expectations.ExpectCreations(key, count);
        var template = replicaSet.Root.MapAt("spec", "template") ?? MapValue.Empty;
        var pod = new KubeObject(MapValue.Of(
            ("kind", "Pod"),
            ("apiVersion", "v1"),
            ("metadata", new MapBuilder()
                .Set("generateName", replicaSet.Name + "-")
                .Set("namespace", replicaSet.Namespace)
                .Set("labels", template.MapAt("metadata", "labels"))
                .Set("annotations", template.MapAt("metadata", "annotations"))
                .Set("ownerReferences", ListValue.Of([OwnerReference.ControllerOf(replicaSet).ToValue()]))
                .Set("finalizers", template.At("metadata", "finalizers"))
                .ToMap()),
            ("spec", template["spec"] ?? MapValue.Empty)));
        var (successes, failure) = await SlowStart.RunAsync(count, () => CreateOneAsync(key, replicaSet, pod));
        for (var missing = count - successes; missing > 0; missing--)
        {
            // Refused, or never asked for: the cache will not see it.
            expectations.CreationObserved(key);
        }

        return failure;
    }

    /// <summary>Deletes these Pods, all at once; gives the first refusal.</summary>
    public async Task<ApiException?> DeleteAsync(string key, KubeObject replicaSet, IReadOnlyList<KubeObject> doomed)
    {
        expectations.ExpectDeletions(key, doomed.Select(p => p.Uid));
        ApiException? failure = null;
        foreach (var (pod, call) in doomed.Select(p => (p, client.DeleteAsync(Resources.Pods, p.Key, new DeleteOptions { PreconditionUid = p.Uid }))).ToArray())
        {
            try
            {
                await call;
                recorder.Event(replicaSet, "Normal", "SuccessfulDelete", $"Deleted pod: {pod.Name}");
            }
            catch (ApiException e)
            {
                expectations.DeletionObserved(key, pod.Uid);
                if (e.Status.Code != 404)
                {
                    recorder.Event(replicaSet, "Warning", "FailedDelete", $"Error deleting: {e.Status.Message}");
                    failure ??= new ApiException(e.Status with { Message = $"unable to delete pods: {e.Status.Message}" });
                }
            }
        }

        return failure;
    }

    private async Task CreateOneAsync(string key, KubeObject replicaSet, KubeObject pod)
    {
        try
        {
            var created = await client.CreateAsync(Resources.Pods, pod);
            written.WroteAt(key, replicaSet.Uid, pods, created);
            recorder.Event(replicaSet, "Normal", "SuccessfulCreate", $"Created pod: {created.Name}");
        }
        catch (ApiException e) when (!NamespaceTermination.IsCauseOf(e))
        {
            recorder.Event(replicaSet, "Warning", "FailedCreate", $"Error creating: {e.Status.Message}");
            throw;
        }
        catch (ApiException)
        {
            // The namespace goes, and the ReplicaSet with it.
        }
    }
}
