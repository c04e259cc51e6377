using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>
/// How many replicas bring the use of a resource to its target (pkg/controller/podautoscaler/replica_calculator.go). Pods that are not Ready yet, and
/// those of which nothing is known, are taken for what makes the change smaller. Pure.
/// </summary>
internal sealed class ReplicaCalculator(IReadOnlyList<KubeObject> pods, Dictionary<string, long> usage, Tolerances tolerances, DateTimeOffset now)
{
    /// <summary>For so long after its start a Pod's CPU is that of its start (--horizontal-pod-autoscaler-cpu-initialization-period).</summary>
    private static readonly TimeSpan Initialization = TimeSpan.FromMinutes(5);

    /// <summary>A Pod that became unready within this time after its start was never ready (--horizontal-pod-autoscaler-initial-readiness-delay).</summary>
    private static readonly TimeSpan InitialReadiness = TimeSpan.FromSeconds(30);

    /// <summary>Over which a metrics server measures.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    /// <param name="current">Replicas now.</param>
    /// <param name="target">In percent of what is requested.</param>
    /// <param name="requests">By a Pod's name, in thousandths; asked for once it is known that something was measured.</param>
    /// <param name="isCpu">The use of CPU while a Pod starts says nothing.</param>
    /// <exception cref="MetricException">Nothing can be calculated.</exception>
    public ReplicaProposal ByUtilization(long current, long target, Func<Dictionary<string, long>> requests, bool isCpu)
    {
        var (ready, unready, missing) = Group(isCpu);
        var requested = requests();
        var (ratio, utilization, average) = Utilization(usage, requested, target);
        var replicas = Replicas(current, ratio, ready, unready, missing, p => requested[p] * Math.Max(100, target) / 100, u => Utilization(u, requested, target).Ratio);
        return new(replicas, utilization, average);
    }

    /// <param name="current">Replicas now.</param>
    /// <param name="target">Of a Pod, in thousandths.</param>
    /// <param name="isCpu">The use of CPU while a Pod starts says nothing.</param>
    /// <exception cref="MetricException">Nothing can be calculated.</exception>
    public ReplicaProposal ByAverage(long current, long target, bool isCpu)
    {
        var (ready, unready, missing) = Group(isCpu);
        var replicas = Replicas(current, Average(usage) / (double)target, ready, unready, missing, _ => target, u => Average(u) / (double)target);
        return new(replicas, null, Average(usage));
    }

    private static long Average(Dictionary<string, long> usage) => usage.Values.Sum() / usage.Count;

    private static (double Ratio, long Percent, long Average) Utilization(Dictionary<string, long> usage, Dictionary<string, long> requests, long target)
    {
        var total = usage.Keys.Sum(requests.GetValueOrDefault);
        if (total == 0)
        {
            throw new MetricException("no metrics returned matched known pods");
        }

        var percent = usage.Values.Sum() * 100 / total;
        return (percent / (double)target, percent, Average(usage));
    }

    private long Replicas(
        long current, double ratio, int ready, List<string> unready, List<string> missing, Func<string, long> whenMissing, Func<Dictionary<string, long>, double> ratioOf)
    {
        var upWithUnready = unready.Count > 0 && ratio > 1;
        if (!upWithUnready && missing.Count == 0)
        {
            return tolerances.Contains(ratio) ? current : (long)Math.Ceiling(ratio * ready);
        }

        var assumed = new Dictionary<string, long>(usage, StringComparer.Ordinal);
        foreach (var pod in ratio == 1 ? [] : missing)
        {
            assumed[pod] = ratio < 1 ? whenMissing(pod) : 0;
        }

        foreach (var pod in upWithUnready ? unready : [])
        {
            assumed[pod] = 0;
        }

        var careful = ratioOf(assumed);
        if (tolerances.Contains(careful) || (ratio < 1 && careful > 1) || (ratio > 1 && careful < 1))
        {
            return current;
        }

        var replicas = (long)Math.Ceiling(careful * assumed.Count);
        return (careful < 1 && replicas > current) || (careful > 1 && replicas < current) ? current : replicas;
    }

    /// <summary>Leaves in the usage what counts.</summary>
    private (int Ready, List<string> Unready, List<string> Missing) Group(bool isCpu)
    {
        if (pods.Count == 0)
        {
            throw new MetricException("no pods returned by selector while calculating replica count");
        }

        var (ready, unready, missing) = (0, new List<string>(), new List<string>());
        foreach (var pod in pods)
        {
            var phase = pod.Root.StringAt("status", "phase");
            if (pod.IsBeingDeleted || phase == "Failed")
            {
                usage.Remove(pod.Name);
            }
            else if (phase == "Pending" || (isCpu && usage.ContainsKey(pod.Name) && IsUnready(pod)))
            {
                unready.Add(pod.Name);
                usage.Remove(pod.Name);
            }
            else if (!usage.ContainsKey(pod.Name))
            {
                missing.Add(pod.Name);
            }
            else
            {
                ready++;
            }
        }

        return usage.Count > 0 ? (ready, unready, missing) : throw new MetricException("did not receive metrics for targeted pods (pods might be unready)");
    }

    private bool IsUnready(KubeObject pod)
    {
        if (pod.Condition("Ready") is not { } condition || Timestamp.Parse(pod.Root.StringAt("status", "startTime")) is not { } started)
        {
            return true;
        }

        var isReady = condition.StringAt("status") != "False";
        var since = Timestamp.Parse(condition.StringAt("lastTransitionTime")) ?? started;
        return started + Initialization > now
            ? !isReady || now < since + Window
            : !isReady && started + InitialReadiness > since;
    }
}
