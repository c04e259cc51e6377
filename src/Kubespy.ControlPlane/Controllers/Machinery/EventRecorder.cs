using System.Globalization;
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
        var involved = Reference(about, fieldPath);
        var kind = new EventKind(ValuePool.Share(fieldPath ?? ""), type, reason);
        if (_correlator.Correlate(about.Uid, kind, ValuePool.Share(message)) is not { } correlated)
        {
            return;
        }

        if (correlated.Record.Suffix is not 0 and var suffix)
        {
            _ = UpdateAsync(KeyOf(about, suffix), correlated);
        }
        else
        {
            _ = CreateAsync(about, involved, kind, correlated);
        }
    }

    private async Task CreateAsync(KubeObject about, MapValue involved, EventKind kind, CorrelatedEvent correlated)
    {
        var now = Timestamp.Format(loop.Now);
        var suffix = NewSuffix(correlated.Sequence);
        correlated.Record.Suffix = suffix;
        var (ns, name) = KeyOf(about, suffix);
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

    /// <summary>Records as events.k8s.io clients do, the scheduler among them: one moment, an action, no count.</summary>
    public void Event(KubeObject about, string type, string reason, string action, string message, string instance)
    {
        var obj = new KubeObject(new MapBuilder()
            .Set("kind", "Event")
            .Set("apiVersion", "v1")
            .Set("metadata", MapValue.Of(
                ("name", NameOf(about, NewSuffix(0))), ("namespace", about.Namespace)))
            .Set("involvedObject", Reference(about, null))
            .Set("reason", reason)
            .Set("message", message)
            .Set("type", type)
            .Set("eventTime", Timestamp.FormatMicro(loop.Now))
            .Set("action", action)
            .Set("reportingComponent", component)
            .Set("reportingInstance", instance)
            .ToMap());
        _ = CreateAsync(obj);
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

    /// <summary>The moment in nanoseconds; the sequence tells Events of one moment apart.</summary>
    private long NewSuffix(long sequence) => ((loop.Now.UtcTicks - DateTime.UnixEpoch.Ticks) * 100) + sequence;

    private static ObjectKey KeyOf(KubeObject about, long suffix) => new(about.Namespace.Length == 0 ? "default" : about.Namespace, NameOf(about, suffix));

    private static string NameOf(KubeObject about, long suffix) => string.Create(CultureInfo.InvariantCulture, $"{about.Name}.{suffix:x}");

    private static MapValue Reference(KubeObject about, string? fieldPath) => new MapBuilder()
        .Set("kind", about.Kind)
        .Set("namespace", about.Namespace.Length == 0 ? null : StringValue.Of(about.Namespace))
        .Set("name", about.Name)
        .Set("uid", about.Uid)
        .Set("apiVersion", about.ApiVersion)
        .Set("resourceVersion", about.ResourceVersion)
        .Set("fieldPath", fieldPath is null ? null : StringValue.Of(fieldPath))
        .ToMap();
}
