using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A HorizontalPodAutoscaler cannot read its metrics or its target, or is at its maximum (pkg/controller/podautoscaler/horizontal.go): docs/causes/autoscaler.md.</summary>
public sealed class AutoscalerCannotScale : ICause
{
    public string Id => "autoscaler";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is not { Kind: "HorizontalPodAutoscaler", IsBeingDeleted: false } scaler)
        {
            yield break;
        }

        var (able, active, limited) = (scaler.Condition("AbleToScale"), scaler.Condition("ScalingActive"), scaler.Condition("ScalingLimited"));
        if (able.StringAt("status") == "False")
        {
            var (words, remedy) = WhyUnable(scaler, able);
            yield return Of(situation, able!, words, remedy);
        }
        else if (active.StringAt("status") == "False" && active.StringAt("reason") != "ScalingDisabled")
        {
            var (words, remedy) = WhyInactive(active, situation.Scope);
            yield return Of(situation, active!, words, remedy);
        }
        else if (limited.StringAt("status") == "True" && limited.StringAt("reason") == "TooManyReplicas")
        {
            yield return Of(situation, limited!, "at its maximum: it would scale further", $"raise spec.maxReplicas, now {scaler.Root.Int64At("spec", "maxReplicas")}, or make the load less") with { IsByDesign = true };
        }
    }

    private static (string Words, string Remedy) WhyUnable(KubeObject scaler, Value? condition)
    {
        var (reason, message) = (condition.StringAt("reason"), condition.StringAt("message") ?? "");
        var target = $"{ShortNames.Of(scaler.Root.StringAt("spec", "scaleTargetRef", "kind") ?? "")}/{scaler.Root.StringAt("spec", "scaleTargetRef", "name")}";
        return reason == "FailedGetScale" && message.EndsWith("not found", StringComparison.Ordinal)
            ? ($"{target}, which it scales, does not exist", "create it, or correct spec.scaleTargetRef")
            : ($"{target} cannot be scaled: {message}", "see to what the controller says");
    }

    private static (string Words, string Remedy) WhyInactive(Value? condition, string scope)
    {
        var message = condition.StringAt("message") ?? "";
        const string missing = "missing request for ";
        return condition.StringAt("reason") switch
        {
            "AmbiguousSelector" => ("its Pods are scaled by several autoscalers", $"let one only scale them: kubectl get hpa{scope}"),
            "InvalidSelector" => ("what it scales tells no selector of its Pods", "set the scale subresource's labelSelectorPath, or scale something else"),
            _ when message.IndexOf(missing, StringComparison.Ordinal) is >= 0 and var at => ($"the Pods ask for no {message[(at + missing.Length)..].Split(' ')[0]}: utilisation is counted against requests", "set resources.requests of every container in the template"),
            _ when message.Contains("the server could not find the requested resource", StringComparison.Ordinal) || message.Contains("no metrics returned", StringComparison.Ordinal)
                || message.Contains("the server is currently unable", StringComparison.Ordinal) || message.Contains("unable to fetch metrics", StringComparison.Ordinal)
                => ($"no metrics can be read: {After(message)}", "see whether metrics-server, or the adapter of its metrics, runs: kubectl get apiservices | grep metrics"),
            _ => ($"its metrics cannot be used: {After(message)}", "see to what the controller says"),
        };
    }

    /// <summary>Without the controller's words around it.</summary>
    private static string After(string message)
    {
        const string mark = "unable to compute the replica count: ";
        return message.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? message[(at + mark.Length)..] : message;
    }

    private Finding Of(Situation situation, Value condition, string summary, string remedy) => new()
    {
        Cause = Id,
        Subjects = [situation.Subject],
        Summary = summary,
        Evidence = [new Evidence(Timestamp.Parse(condition.StringAt("lastTransitionTime")), $"{condition.StringAt("reason")}: {condition.StringAt("message")}", $"HorizontalPodAutoscaler condition {condition.StringAt("type")}")],
        Waiting = "it tries again every 15s",
        Remedy = remedy,
        IsFinal = false,
    };
}
