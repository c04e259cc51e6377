using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>
/// Scales what a HorizontalPodAutoscaler names to what its metrics ask for, every 15 seconds (pkg/controller/podautoscaler/horizontal.go). What is measured is
/// simulated (<see cref="SimulatedUsage"/>).
/// </summary>
public sealed class AutoscalerController : Controller
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly InformerFactory _factory;
    private readonly Informer _autoscalers;
    private readonly Informer _pods;
    private readonly Dictionary<string, ScalingLimits> _limits = new(StringComparer.Ordinal);

    public AutoscalerController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, workers: 5)
    {
        _client = client;
        _recorder = recorder;
        _factory = informers;
        _autoscalers = informers.For(Resources.HorizontalPodAutoscalers);
        _pods = informers.For(Resources.Pods);
        // A change is looked at when its turn comes, not at once.
        _autoscalers.AddHandler(InformerHandler.WhenChanged(a => Again(a.Key.ToString())));
    }

    protected override async Task SyncAsync(string key)
    {
        if (_autoscalers.Get(key) is not { } autoscaler)
        {
            _limits.Remove(key);
            return;
        }

        Again(key);
        var status = new AutoscalerStatus(autoscaler, Clock.GetUtcNow());
        if (await FindTargetAsync(autoscaler, status) is not var (resource, target))
        {
            await WriteAsync(autoscaler, status.WithConditions());
            return;
        }

        status.Set("AbleToScale", new(true, "SucceededGetScale", "the HPA controller was able to get the target's current scale"));
        await ScaleAsync(key, autoscaler, status, resource, target);
    }

    private void Again(string key) => Queue.AddAfter(key, Period, periodic: true);

    /// <summary>What its spec.scaleTargetRef names.</summary>
    private static (GroupVersionKind Kind, ObjectKey Key) Reference(KubeObject autoscaler)
    {
        string Field(string name) => autoscaler.Root.StringAt("spec", "scaleTargetRef", name) ?? "";
        return (GroupVersionKind.Of(Field("apiVersion"), Field("kind")), new ObjectKey(autoscaler.Namespace, Field("name")));
    }

    /// <summary>What is to be scaled, as the API server has it; null where it cannot be found, which is said.</summary>
    private async Task<(Resource Resource, KubeObject Target)?> FindTargetAsync(KubeObject autoscaler, AutoscalerStatus status)
    {
        var (kind, key) = Reference(autoscaler);
        string why;
        if (_factory.Registry.Current.FindKind(kind.Group, kind.Kind) is not { } resource)
        {
            why = $"no matches for kind \"{kind.Kind}\" in group \"{kind.Group}\"";
        }
        else if (!resource.Subresources.Contains("scale"))
        {
            why = "the server could not find the requested resource";
        }
        else
        {
            try
            {
                return (resource, await _client.GetAsync(resource, key));
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                why = e.Message;
            }
        }

        _recorder.Event(autoscaler, "Warning", "FailedGetScale", why);
        status.Set("AbleToScale", new(false, "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {why}"));
        return null;
    }

    private async Task ScaleAsync(string key, KubeObject autoscaler, AutoscalerStatus status, Resource resource, KubeObject target)
    {
        var now = Clock.GetUtcNow();
        var current = target.Root.Int64At([.. resource.Scale.Wanted]) ?? 0;
        var limits = _limits.TryGetValue(key, out var known) ? known : _limits[key] = new ScalingLimits();
        limits.Begin(current, now);
        var (min, max) = (autoscaler.Root.Int64At("spec", "minReplicas") ?? 1, autoscaler.Root.Int64At("spec", "maxReplicas") ?? 1);
        var (desired, reason, metrics) = (current, "", ListValue.Empty);
        if (current == 0)
        {
            status.Set("ScalingActive", new(false, "ScalingDisabled", "scaling is disabled since the replica count of the target is zero"));
        }
        else if (current > max)
        {
            (desired, reason) = (max, "Current number of replicas above Spec.MaxReplicas");
        }
        else if (current < min)
        {
            (desired, reason) = (min, "Current number of replicas below Spec.MinReplicas");
        }
        else
        {
            var (proposed, name, measured) = Measure(autoscaler, status, resource, target, current, now);
            metrics = measured;
            if (proposed is not { } wanted)
            {
                await WriteAsync(autoscaler, status.With(current, metrics));
                return;
            }

            (desired, var able, var limited) = limits.Apply(autoscaler, current, wanted, now);
            status.Set("AbleToScale", able);
            status.Set("ScalingLimited", limited);
            reason = wanted > current ? $"{name} above target" : "All metrics below target";
        }

        if (desired != current)
        {
            if (!await RescaleAsync(autoscaler, status, resource, target, desired, reason))
            {
                await WriteAsync(autoscaler, status.With(current, metrics));
                return;
            }

            limits.Note(current, desired, now);
        }

        await WriteAsync(autoscaler, status.With(current, desired, metrics, isScaled: desired != current));
    }

    /// <summary>What the metrics ask for: the most of them. Null where they say nothing, or too little to scale down by.</summary>
    private (long? Replicas, string Name, ListValue Statuses) Measure(KubeObject autoscaler, AutoscalerStatus status, Resource resource, KubeObject target, long current, DateTimeOffset now)
    {
        var specs = autoscaler.Root.ListAt("spec", "metrics");
        if (PodsOf(autoscaler, status, resource, target) is not { } pods)
        {
            return (null, "", ListValue.Empty);
        }

        var scene = new ScalingScene(target, pods, Tolerances.Of(autoscaler), now);
        var readings = specs.Select(m => MetricReading.Of(m, current, scene)).ToArray();
        var failed = readings.Where(r => r.Proposal is null).ToArray();
        foreach (var failure in failed)
        {
            _recorder.Event(autoscaler, "Warning", failure.Reason, failure.Message);
        }

        var best = readings.Where(r => r.Proposal is not null).MaxBy(r => r.Proposal!.Replicas);
        var statuses = ListValue.Of(readings.Select(r => (Value)r.Status));
        if (best is null || (failed.Length > 0 && best.Proposal!.Replicas < current))
        {
            status.Set("ScalingActive", new(false, failed[0].Reason, $"the HPA was unable to compute the replica count: {failed[0].Message}"));
            _recorder.Event(autoscaler, "Warning", "FailedComputeMetricsReplicas", string.Create(
                CultureInfo.InvariantCulture, $"invalid metrics ({failed.Length} invalid out of {specs.Count}), first error is: {failed[0].Prefix}{failed[0].Message}"));
            return (null, "", statuses);
        }

        status.Set("ScalingActive", new(true, "ValidMetricFound", $"the HPA was able to successfully calculate a replica count from {best.Name}"));
        return (best.Proposal!.Replicas, best.Name, statuses);
    }

    /// <summary>The target's Pods; null, which is said, where others scale them too.</summary>
    private KubeObject[]? PodsOf(KubeObject autoscaler, AutoscalerStatus status, Resource resource, KubeObject target)
    {
        var selector = SelectorOf(resource, target);
        if (selector.IsEverything)
        {
            _recorder.Event(autoscaler, "Warning", "SelectorRequired", "selector is required");
            status.Set("ScalingActive", new(false, "InvalidSelector", "the HPA target's scale is missing a selector"));
            _recorder.Event(autoscaler, "Warning", "FailedComputeMetricsReplicas", "selector is required");
            return null;
        }

        var pods = _pods.InNamespace(autoscaler.Namespace).Where(p => selector.Matches(p.Labels)).ToArray();
        var rivals = _autoscalers.InNamespace(autoscaler.Namespace).Where(a => a.Uid == autoscaler.Uid || Selects(a, pods)).Select(a => $"{{{a.Name} {a.Namespace}}}").Order(StringComparer.Ordinal).ToArray();
        if (rivals.Length < 2 || pods.Length == 0)
        {
            return pods;
        }

        var why = $"pods by selector {selector} are controlled by multiple HPAs: [{string.Join(' ', rivals)}]";
        _recorder.Event(autoscaler, "Warning", "AmbiguousSelector", why);
        status.Set("ScalingActive", new(false, "AmbiguousSelector", why));
        _recorder.Event(autoscaler, "Warning", "FailedComputeMetricsReplicas", why);
        return null;
    }

    private bool Selects(KubeObject autoscaler, KubeObject[] pods)
    {
        var (kind, key) = Reference(autoscaler);
        return _factory.Registry.Current.FindKind(kind.Group, kind.Kind) is { } resource && resource.Subresources.Contains("scale")
            && _factory.For(resource).Get(key) is { } target
            && SelectorOf(resource, target) is { IsEverything: false } selector && pods.Any(p => selector.Matches(p.Labels));
    }

    private static LabelSelector SelectorOf(Resource resource, KubeObject target) =>
        (resource.Scale.Selector is { } path ? target.Root.At([.. path]) : null) is { } given
            ? given is StringValue text ? LabelSelector.Parse(text.Text) : LabelSelector.OfValue(given)
            : LabelSelector.Everything;

    /// <summary>False where it was refused, which is said.</summary>
    private async Task<bool> RescaleAsync(KubeObject autoscaler, AutoscalerStatus status, Resource resource, KubeObject target, long desired, string reason)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"New size: {desired}; reason: {reason}");
        try
        {
            await ConflictRetry.Default.RunAsync(Loop, async () =>
            {
                try
                {
                    await _client.ScaleAsync(resource, new KubeObject(target.Root.WithAt([.. resource.Scale.Wanted], desired)));
                }
                catch (ApiException e) when (e.IsConflict)
                {
                    target = await _client.GetAsync(resource, target.Key);
                    throw;
                }
            });
        }
        catch (ApiException e)
        {
            _recorder.Event(autoscaler, "Warning", "FailedRescale", $"{size}; error: {e.Message}");
            status.Set("AbleToScale", new(false, "FailedUpdateScale", $"the HPA controller was unable to update the target scale: {e.Message}"));
            return false;
        }

        status.Set("AbleToScale", new(true, "SucceededRescale", string.Create(CultureInfo.InvariantCulture, $"the HPA controller was able to update the target scale to {desired}")));
        _recorder.Event(autoscaler, "Normal", "SuccessfulRescale", size);
        return true;
    }

    private async Task WriteAsync(KubeObject before, KubeObject after)
    {
        if (after.Status != before.Status)
        {
            await _client.UpdateStatusAsync(Resources.HorizontalPodAutoscalers, after);
        }
    }
}
