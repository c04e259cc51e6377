using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>
/// Which Pods of an older revision go, or which nodes get a new one beside the old, within maxUnavailable or maxSurge
/// (rollingUpdate in pkg/controller/daemon/update.go). Nodes are taken by name; the real one takes them as its map has them. Pure.
/// </summary>
internal sealed class DaemonRollout(
    KubeObject set, IReadOnlyDictionary<string, List<KubeObject>> byNode, IReadOnlyCollection<KubeObject> nodes, string hash, DateTimeOffset now)
{
    private readonly DaemonSetView _view = DaemonSetView.Of(set);
    private readonly Dictionary<string, KubeObject> _nodes = nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);

    /// <exception cref="ApiException">404: a Pod's node is not known; the sync comes again.</exception>
    public DaemonPlan Calculate()
    {
        var wanted = nodes.Where(n => NodeFit.Of(n, set).ShouldRun).Select(n => n.Name).ToArray();
        var (surge, unavailable) = (_view.MaxSurge(wanted.Length), _view.MaxUnavailable(wanted.Length));
        if (surge == 0)
        {
            var names = byNode.Keys.Union(wanted, StringComparer.Ordinal).Order(StringComparer.Ordinal);
            return Replace(names, unavailable == 0 && wanted.Length > 0 ? 1 : unavailable);
        }

        return Surge(surge, wanted.Length);
    }

    /// <summary>Deletes old Pods that are not available, and of the others as many as may be missing; a new one comes when the node has none.</summary>
    private DaemonPlan Replace(IEnumerable<string> names, int maxUnavailable)
    {
        var (unavailable, replaceable, candidates) = (0, new List<KubeObject>(), new List<KubeObject>());
        foreach (var name in names)
        {
            var (newest, old, isClear) = PodsOn(name);
            if (!isClear || newest is null == old is null)
            {
                // None, or more than one: what keeps the number of Pods sees to it.
                unavailable++;
            }
            else if (newest is not null)
            {
                unavailable += IsAvailable(newest) ? 0 : 1;
            }
            else if (!IsAvailable(old!))
            {
                replaceable.Add(old!);
                unavailable++;
            }
            else if (unavailable < maxUnavailable)
            {
                candidates.Add(old!);
            }
        }

        return new DaemonPlan([], [.. replaceable, .. candidates.Take(Math.Max(0, maxUnavailable - unavailable))]);
    }

    /// <summary>Makes new Pods beside old ones, and deletes an old one when its new one is available.</summary>
    private DaemonPlan Surge(int maxSurge, int desired)
    {
        var (surging, available) = (0, 0);
        var (doomed, misplaced, needed, candidates) = (new List<KubeObject>(), new List<KubeObject>(), new List<string>(), new List<string>());
        foreach (var name in byNode.Keys.Order(StringComparer.Ordinal))
        {
            var (newest, old, isClear) = PodsOn(name);
            if (!isClear)
            {
                surging++;
                continue;
            }

            available += (old ?? newest) is { } serving && IsAvailable(serving) ? 1 : 0;
            if (old is null)
            {
                continue;
            }

            if (newest is not null)
            {
                if (IsAvailable(newest))
                {
                    doomed.Add(old);
                }
                else
                {
                    surging++;
                }

                continue;
            }

            var mayRun = NodeFit.Of(FindNode(name), set).ShouldRun;
            if (!IsAvailable(old))
            {
                _ = mayRun ? Add(needed, name) : Add(doomed, old);
            }
            else if (!mayRun)
            {
                misplaced.Add(old);
            }
            else if (surging < maxSurge)
            {
                candidates.Add(name);
            }
        }

        // A Pod on a node that it should have left goes only when another serves in its place.
        doomed.AddRange(misplaced.Take(Math.Max(0, available - desired)));
        return new DaemonPlan([.. needed, .. candidates.Take(Math.Max(0, maxSurge - surging))], doomed);
    }

    /// <summary>A Pod whose node has gone is soon collected: until then nothing can be said.</summary>
    private KubeObject FindNode(string name) => _nodes.GetValueOrDefault(name) ?? throw new ApiException(ApiStatus.NotFound(Resources.Nodes, name));

    private static bool Add<T>(List<T> list, T item)
    {
        list.Add(item);
        return true;
    }

    /// <summary>The Pod of the present revision and that of another; not clear where there are several of one.</summary>
    private (KubeObject? Newest, KubeObject? Old, bool IsClear) PodsOn(string node)
    {
        KubeObject? newest = null;
        KubeObject? old = null;
        foreach (var pod in (byNode.GetValueOrDefault(node) ?? []).Where(p => !p.IsBeingDeleted))
        {
            ref var place = ref DaemonPod.IsUpdated(set, pod, hash) ? ref newest : ref old;
            if (place is not null)
            {
                return (null, null, false);
            }

            place = pod;
        }

        return (newest, old, true);
    }

    private bool IsAvailable(KubeObject pod) => PodView.Of(pod).IsAvailable(_view.MinReadySeconds, now);
}
