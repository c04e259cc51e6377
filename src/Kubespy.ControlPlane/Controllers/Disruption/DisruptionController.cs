using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Disruption;

/// <summary>
/// Counts for each PodDisruptionBudget how many of its Pods are healthy and how many may be evicted (pkg/controller/disruption).
/// </summary>
public sealed class DisruptionController : Controller
{
    /// <summary>A Pod that an eviction announced counts as gone for so long; then it was not deleted after all.</summary>
    private static readonly TimeSpan DeletionTimeout = TimeSpan.FromMinutes(2);

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly Informer _budgets;
    private readonly Informer _pods;
    private readonly ControllerScales _scales;

    public DisruptionController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, workers: 1)
    {
        _client = client;
        _recorder = recorder;
        _budgets = informers.For(Resources.PodDisruptionBudgets);
        _pods = informers.For(Resources.Pods);
        _scales = new ControllerScales(informers);
        _budgets.AddHandler(InformerHandler.WhenSet(Queue.Add));
        _pods.AddHandler(new InformerHandler
        {
            Added = AddBudgets,
            Updated = (old, pod) =>
            {
                AddBudgets(pod);
                if (old.Labels != pod.Labels)
                {
                    AddBudgets(old);
                }
            },
            Deleted = AddBudgets,
        });
    }

    protected override async Task SyncAsync(string key)
    {
        if (_budgets.Get(key) is not { } budget || budget.IsBeingDeleted)
        {
            return;
        }

        var now = Clock.GetUtcNow();
        var selector = SelectorOf(budget);
        var pods = _pods.InNamespace(budget.Namespace).Where(p => selector.Matches(p.Labels)).ToArray();
        if (pods.Length == 0)
        {
            _recorder.Event(budget, "Normal", "NoPods", "No matching pods found");
        }

        if (Expect(budget, pods) is not var (expected, desired))
        {
            return;
        }

        var disrupted = Disrupted(budget, pods, now);
        var healthy = pods.Count(p => !p.IsBeingDeleted && !disrupted.ContainsKey(p.Name) && p.Condition("Ready").StringAt("status") == "True");
        var status = StatusOf(budget, now, healthy, desired, expected, disrupted);
        if (status != budget.Status)
        {
            await _client.UpdateStatusAsync(Resources.PodDisruptionBudgets, budget.With("status", status));
        }

        if (disrupted.Count > 0)
        {
            Queue.AddAfter(key, DeletionTimeout);
        }
    }

    private static LabelSelector SelectorOf(KubeObject budget) => LabelSelector.OfValue(budget.Root.At("spec", "selector"));

    /// <summary>How many Pods there should be, and how many of them healthy; null where that cannot be known.</summary>
    private (long Expected, long Desired)? Expect(KubeObject budget, KubeObject[] pods)
    {
        var (min, max) = (budget.Root.At("spec", "minAvailable"), budget.Root.At("spec", "maxUnavailable"));
        if (max is null && min is NumberValue number)
        {
            return (pods.Length, number.TryInt64() ?? 0);
        }

        var expected = 0L;
        foreach (var owner in pods.Select(p => p.ControllerRef).OfType<OwnerReference>().DistinctBy(o => o.Uid))
        {
            if (_scales.Of(owner, budget.Namespace) is not { } scale)
            {
                var pod = pods.First(p => p.ControllerRef?.Uid == owner.Uid);
                _recorder.Event(
                    budget, "Warning", "CalculateExpectedPodCountFailed",
                    $"Failed to calculate the number of expected pods: found no controllers for pod \"{pod.Name}\"");
                return null;
            }

            expected += scale;
        }

        return max is not null
            ? (expected, Math.Max(0, expected - IntOrPercent.Of(max, expected)))
            : (expected, min is null ? 0 : IntOrPercent.Of(min, expected));
    }

    private static MapValue Disrupted(KubeObject budget, KubeObject[] pods, DateTimeOffset now)
    {
        var announced = budget.Root.MapAt("status", "disruptedPods") ?? MapValue.Empty;
        return MapValue.Of(announced.Where(a =>
            pods.Any(p => p.Name == a.Key && !p.IsBeingDeleted)
            && Timestamp.Parse(a.Value.AsString()) is { } since && since + DeletionTimeout >= now));
    }

    private static MapValue StatusOf(KubeObject budget, DateTimeOffset now, long healthy, long desired, long expected, MapValue disrupted)
    {
        var allowed = expected <= 0 ? 0 : Math.Max(0, healthy - desired);
        var (value, reason) = allowed > 0 ? ("True", "SufficientPods") : ("False", "InsufficientPods");
        var known = budget.Condition("DisruptionAllowed");
        var since = known.StringAt("status") == value ? known.StringAt("lastTransitionTime")! : Timestamp.Format(now);
        var condition = MapValue.Of(
            ("type", "DisruptionAllowed"), ("status", value), ("observedGeneration", budget.Generation), ("lastTransitionTime", since),
            ("reason", reason), ("message", ""));
        return new MapBuilder()
            .Set("observedGeneration", budget.Generation)
            .Set("disruptedPods", disrupted.Count == 0 ? null : disrupted)
            .Set("disruptionsAllowed", allowed)
            .Set("currentHealthy", healthy)
            .Set("desiredHealthy", desired)
            .Set("expectedPods", expected)
            .Set("conditions", ListValue.Of([condition]))
            .ToMap();
    }

    private void AddBudgets(KubeObject pod)
    {
        foreach (var budget in _budgets.InNamespace(pod.Namespace).Where(b => SelectorOf(b).Matches(pod.Labels)))
        {
            Queue.Add(budget);
        }
    }
}
