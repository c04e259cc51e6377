using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.ClusterRoles;

/// <summary>
/// Gives a ClusterRole with an aggregationRule the rules of those that it selects (pkg/controller/clusterroleaggregation): so an operator's
/// own kinds come into <c>view</c>, <c>edit</c> and <c>admin</c>.
/// </summary>
public sealed class ClusterRoleAggregationController : Controller
{
    private readonly ApiClient _client;
    private readonly Informer _roles;

    public ClusterRoleAggregationController(EventLoop loop, InformerFactory informers, ApiClient client)
        : base(loop, workers: 1)
    {
        _client = client;
        _roles = informers.For(Resources.ClusterRoles);
        _roles.AddHandler(InformerHandler.WhenSet(_ => EnqueueAll()) with { Deleted = _ => EnqueueAll() });
    }

    protected override async Task SyncAsync(string key)
    {
        if (_roles.Get(key) is not { } role || role.Root["aggregationRule"] is null)
        {
            return;
        }

        var rules = AggregatedRules.Of(role, _roles.All);
        if (!rules.Equals(role.Root.ListAt("rules")))
        {
            await _client.UpdateAsync(Resources.ClusterRoles, role.With("rules", rules));
        }
    }

    private void EnqueueAll()
    {
        foreach (var role in _roles.All.Where(r => r.Root["aggregationRule"] is not null))
        {
            Queue.Add(role.Key.ToString());
        }
    }
}
