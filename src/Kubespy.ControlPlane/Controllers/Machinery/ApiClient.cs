using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// How the components inside the cluster call the API server. Each call is a step of its own on the loop,
/// with a latency and the client's rate limit, so that syncs interleave, and can crash midway, as real ones do
/// (design.md, law 1). Refusals arrive as <see cref="ApiException"/>.
/// </summary>
public sealed class ApiClient(EventLoop loop, ApiServer server, WriteContext identity, ApiClientOptions options, Faults faults, string component)
{
    private readonly TokenBucket _bucket = new(options.QueriesPerSecond, options.Burst, loop.Clock);

    private bool _isStopped;

    public EventLoop Loop => loop;

    public Task<KubeObject> GetAsync(Resource resource, ObjectKey key) =>
        CallAsync(() => server.Get(resource, key));

    public Task<KubeObject> CreateAsync(Resource resource, KubeObject obj) =>
        CallAsync(() => server.Create(resource, obj, identity));

    public Task<KubeObject> UpdateAsync(Resource resource, KubeObject obj) =>
        CallAsync(() => Refused(resource, obj.Name) ?? server.Update(resource, obj, identity));

    public Task<KubeObject> UpdateStatusAsync(Resource resource, KubeObject obj) =>
        CallAsync(() => Refused(resource, obj.Name) ?? server.Update(resource, obj, identity, "status"));

    /// <summary>Writes the replicas of an object through its subresource scale.</summary>
    public Task<KubeObject> ScaleAsync(Resource resource, KubeObject obj) =>
        CallAsync(() => server.Update(resource, obj, identity, "scale"));

    public Task<KubeObject> DeleteAsync(Resource resource, ObjectKey key, DeleteOptions deletion) =>
        CallAsync(() => server.Delete(resource, key, deletion, identity).Object);

    /// <summary>Assigns a Pod to a node.</summary>
    public Task<KubeObject> BindAsync(ObjectKey pod, string node) =>
        CallAsync(() => server.Bind(pod, node, identity));

    /// <summary>Writes the finalizers of a namespace's spec.</summary>
    public Task<KubeObject> FinalizeAsync(KubeObject ns) =>
        CallAsync(() => server.Finalize(ns, identity));

    /// <summary>
    /// Reads, changes and writes again until the write meets no conflict: what a real component does with a patch.
    /// A change that returns its argument writes nothing.
    /// </summary>
    public Task<KubeObject> PatchAsync(Resource resource, ObjectKey key, Func<KubeObject, KubeObject> change, string subresource = "") =>
        CallAsync(() =>
        {
            var current = server.Get(resource, key);
            var changed = change(current);
            return ReferenceEquals(changed, current) ? current : server.Update(resource, changed, identity, subresource);
        });

    /// <summary>What has not been sent never is, and no answer arrives any more: the process is gone.</summary>
    public void Stop() => _isStopped = true;

    private KubeObject? Refused(Resource resource, string name) =>
        faults.RefuseUpdate(component, resource, name) is { } refusal ? throw refusal : null;

    /// <summary>Runs the call on the server after the limiter's wait and half the latency; the answer arrives after the other half.</summary>
    private Task<KubeObject> CallAsync(Func<KubeObject> call)
    {
        var completion = new TaskCompletionSource<KubeObject>();
        loop.After(_bucket.Reserve() + (options.Latency / 2), () =>
        {
            if (_isStopped)
            {
                return;
            }

            KubeObject? answer = null;
            ApiException? refusal = null;
            try
            {
                answer = call();
            }
            catch (ApiException e)
            {
                refusal = e;
            }

            faults.Answered(component);
            loop.After(options.Latency / 2, () =>
            {
                if (_isStopped)
                {
                    return;
                }

                if (refusal is not null)
                {
                    completion.SetException(refusal);
                }
                else
                {
                    completion.SetResult(answer!);
                }
            });
        });
        return completion.Task;
    }
}
