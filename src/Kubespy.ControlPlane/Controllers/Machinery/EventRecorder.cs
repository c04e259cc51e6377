using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// Records Events about objects as a component does (client-go/tools/record): repeated ones are counted on the same object,
/// floods of similar ones are combined, and what is beyond the limit of 25 an object (one more each 5 minutes) is dropped.
/// </summary>
public sealed class EventRecorder(EventLoop loop, ApiClient client, string component, string host = "")
{
    private readonly EventCorrelator _correlator = new(loop.Clock);

    /// <summary>A Pod's container is named by the field path, <c>spec.containers{nginx}</c>.</summary>
    public void Event(KubeObject about, string type, string reason, string message, string? fieldPath = null)
    {
        var involved = EventObject.Reference(about, fieldPath);
        var kind = new EventKind(ValuePool.Share(fieldPath ?? ""), type, reason);
        if (_correlator.Correlate(about.Uid, kind, ValuePool.Share(message)) is not { } correlated)
        {
            return;
        }

        if (correlated.Record.Suffix is not 0 and var suffix)
        {
            _ = UpdateAsync(EventObject.KeyOf(about, suffix), correlated);
        }
        else
        {
            _ = CreateAsync(about, involved, kind, correlated);
        }
    }

    private async Task CreateAsync(KubeObject about, MapValue involved, EventKind kind, CorrelatedEvent correlated)
    {
        var now = Timestamp.Format(loop.Now);
        var suffix = EventObject.NewSuffix(loop.Now, correlated.Sequence);
        correlated.Record.Suffix = suffix;
        var (ns, name) = EventObject.KeyOf(about, suffix);
        var source = new MapBuilder().Set("component", component).Set("host", host.Length == 0 ? null : StringValue.Of(host)).ToMap();
        var obj = new KubeObject(new MapBuilder()
            .Set("kind", "Event")
            .Set("apiVersion", "v1")
            .Set("metadata", MapValue.Of(("name", name), ("namespace", ns)))
            .Set("involvedObject", involved)
            .Set("reason", kind.Reason)
            .Set("message", correlated.Message)
            .Set("source", source)
            .Set("firstTimestamp", now)
            .Set("lastTimestamp", now)
            .Set("count", 1)
            .Set("type", kind.Type)
            .Set("reportingComponent", correlated.IsCombined ? "" : component)
            .Set("reportingInstance", correlated.IsCombined ? "" : host)
            .ToMap());
        await CreateAsync(obj);
    }

    private async Task CreateAsync(KubeObject obj)
    {
        try
        {
            await client.CreateAsync(Resources.Events, obj);
        }
        catch (ApiException)
        {
            // Events are told once and best effort, as the real recorder does: a namespace that goes takes them with it.
        }
    }

    private async Task UpdateAsync(ObjectKey key, CorrelatedEvent correlated)
    {
        try
        {
            await client.PatchAsync(Resources.Events, key, obj => obj
                .With("count", correlated.Count)
                .With("lastTimestamp", Timestamp.Format(loop.Now))
                .With("message", correlated.Message));
        }
        catch (ApiException)
        {
            // The Event was deleted meanwhile; the next one is written anew.
            correlated.Record.Suffix = 0;
        }
    }
}
