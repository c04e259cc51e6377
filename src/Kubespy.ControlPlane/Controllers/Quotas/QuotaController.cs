using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Admission;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Quotas;

/// <summary>
/// Counts what a namespace uses of its ResourceQuotas: when a quota comes or changes, and again when something has gone
/// (pkg/controller/resourcequota). What comes is counted by admission.
/// </summary>
public sealed class QuotaController : Controller
{
    /// <summary>Deletions in a row are counted together.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly ApiClient _client;
    private readonly Informer _quotas;
    private readonly InformerFactory _informers;
    private readonly HashSet<string> _due = new(StringComparer.Ordinal);

    public QuotaController(EventLoop loop, InformerFactory informers, ApiClient client)
        : base(loop, workers: 5)
    {
        _client = client;
        _quotas = informers.For(Resources.ResourceQuotas);
        _quotas.AddHandler(new InformerHandler
        {
            Added = q => Queue.Add(q),
            Updated = (old, q) => EnqueueWhen(old.Root.At("spec") != q.Root.At("spec"), q),
        });
        _informers = informers;
        informers.WhenServed(resource =>
        {
            if (IsCounted(resource))
            {
                informers.For(resource).AddHandler(new InformerHandler
                {
                    Updated = (old, obj) => RecountWhen(HasEnded(obj) && !HasEnded(old), obj),
                    Deleted = obj => RecountWhen(true, obj),
                });
            }
        });
    }

    protected override async Task SyncAsync(string key)
    {
        if (_quotas.Get(key) is not { } quota || quota.IsBeingDeleted)
        {
            return;
        }

        var hard = ResourceAmounts.Of(quota.Root.MapAt("spec", "hard"));
        var used = Count(quota, hard);
        if (quota.Root.MapAt("status", "hard") is { } known && known == hard.ToValue() && quota.Root.MapAt("status", "used") == used.ToValue())
        {
            return;
        }

        var status = MapValue.Of(("hard", hard.ToValue()), ("used", used.ToValue()));
        await _client.UpdateStatusAsync(Resources.ResourceQuotas, quota.With("status", status));
    }

    private static bool IsCounted(Resource resource) => resource.IsNamespaced && resource != Resources.Events;

    private static bool HasEnded(KubeObject obj) => obj.Kind == "Pod" && obj.Root.StringAt("status", "phase") is "Succeeded" or "Failed";

    private ResourceAmounts Count(KubeObject quota, ResourceAmounts hard)
    {
        var used = new ResourceAmounts();
        foreach (var name in hard.Names)
        {
            used.Add(name, default);
        }

        foreach (var informer in _informers.Registry.Current.Stored.Where(IsCounted).Select(_informers.For))
        {
            foreach (var obj in informer.InNamespace(quota.Namespace).Where(o => QuotaUsage.IsInScope(informer.Resource, o, quota)))
            {
                used.AddAll(QuotaUsage.Of(informer.Resource, obj, Clock.GetUtcNow()).Only(hard.Names));
            }
        }

        return used;
    }

    private void EnqueueWhen(bool isDue, KubeObject quota)
    {
        if (isDue)
        {
            Queue.Add(quota);
        }
    }

    private void RecountWhen(bool isDue, KubeObject obj)
    {
        foreach (var quota in isDue ? _quotas.InNamespace(obj.Namespace) : [])
        {
            var key = quota.Key.ToString();
            if (_due.Add(key))
            {
                Loop.After(Patience, () =>
                {
                    _due.Remove(key);
                    Queue.Add(key);
                });
            }
        }
    }
}
