using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects;

/// <summary>The state of any object in a word, with why where the word alone does not say (kstatus, sigs.k8s.io/cli-utils/pkg/kstatus, for kinds without a rule).</summary>
public sealed record ObjectWord(string Word, Health Health, string Detail = "")
{
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
            return new ObjectWord("InProgress", Health.Coming, "its controller has not seen the newest change yet");
        }

        foreach (var (type, bad, word, health) in (IEnumerable<(string, string, string, Health)>)[("Stalled", "True", "Stalled", Health.Failing), ("Reconciling", "True", "Reconciling", Health.Coming), ("Ready", "False", "NotReady", Health.Coming), ("Ready", "Unknown", "NotReady", Health.Coming)])
        {
            var condition = obj.Condition(type);
            if (condition.StringAt("status") == bad)
            {
                return new ObjectWord(word, health, condition.StringAt("message") ?? condition.StringAt("reason") ?? "");
            }
        }

        return obj.Condition("Ready").StringAt("status") == "True" ? new ObjectWord("Ready", Health.Ready)
            : obj.Status.StringAt("phase") is { Length: > 0 } phase ? new ObjectWord(phase, Health.Ready)
            : new ObjectWord("Current", Health.Ready);
    }
}
