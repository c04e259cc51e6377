using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects;

/// <summary>The state of any object in a word, with why where the word alone does not say (kstatus, sigs.k8s.io/cli-utils/pkg/kstatus, for kinds without a rule).</summary>
public sealed record ObjectWord(string Word, Health Health, string Detail = "")
{
    /// <summary>The word for what has no status, or one that says nothing.</summary>
    public const string Exists = "exists";

    /// <summary>The word for what its controller has not looked at yet.</summary>
    public const string InProgress = "InProgress";

    /// <summary>Its status says so; it is not merely that nothing speaks against it.</summary>
    public bool IsOwnWord { get; init; }

    public static ObjectWord Of(KubeObject obj)
    {
        if (obj.Kind == "Pod")
        {
            var pod = PodState.Of(obj);
            return new ObjectWord(pod.Word, pod.Health, pod.Detail);
        }

        return obj.IsBeingDeleted ? new ObjectWord("Terminating", Health.Leaving, Waiting(obj)) : ByStatus(obj);
    }

    private static string Waiting(KubeObject obj)
    {
        var finalizers = string.Join(", ", obj.Finalizers);
        return finalizers.Length == 0 ? "" : $"waits for finalizer {finalizers}";
    }

    /// <summary>As kstatus reads what no rule is known for: observedGeneration, then the conditions Reconciling, Stalled and Ready.</summary>
    private static ObjectWord ByStatus(KubeObject obj)
    {
        if (obj.Status.Int64At("observedGeneration") is { } observed && observed < obj.Generation)
        {
            return new ObjectWord(InProgress, Health.Coming, "its controller has not seen the newest change yet");
        }

        foreach (var (type, bad, word, health) in (IEnumerable<(string, string, string, Health)>)[("Stalled", "True", "Stalled", Health.Failing), ("Reconciling", "True", "Reconciling", Health.Coming), ("Ready", "False", "NotReady", Health.Coming), ("Ready", "Unknown", "NotReady", Health.Coming)])
        {
            var condition = obj.Condition(type);
            if (condition.StringAt("status") == bad)
            {
                return new ObjectWord(word, health, condition.StringAt("message") ?? condition.StringAt("reason") ?? "");
            }
        }

        return obj.Condition("Ready").StringAt("status") == "True" ? new ObjectWord("Ready", Health.Ready) { IsOwnWord = true }
            : obj.Status.StringAt("phase") is { Length: > 0 } phase ? new ObjectWord(phase, HealthOf(phase)) { IsOwnWord = true }
            : new ObjectWord(Exists, Health.Ready);
    }

    /// <summary>No convention says which phases there are: those that many controllers use.</summary>
    private static Health HealthOf(string phase) => phase switch
    {
        "Failed" or "Failure" or "Error" or "Degraded" or "Lost" or "Unhealthy" => Health.Failing,
        "Pending" or "Creating" or "Provisioning" or "Initializing" or "Progressing" or "InProgress" or "Updating" or "Installing" or "Waiting" => Health.Coming,
        "Terminating" or "Deleting" or "Succeeded" or "Completed" or "Released" => Health.Leaving,
        _ => Health.Ready,
    };
}
