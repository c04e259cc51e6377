using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>What a Job's podFailurePolicy makes of a failed Pod (KEP-3329, pkg/controller/job/pod_failure_policy.go). Pure.</summary>
/// <param name="Message">Why the Job fails; null where it does not.</param>
/// <param name="IsCounted">Whether the failure counts towards the limits.</param>
/// <param name="FailsIndex">Whether its index fails with it.</param>
internal readonly record struct FailurePolicy(string? Message, bool IsCounted, bool FailsIndex)
{
    public static FailurePolicy Match(JobView job, KubeObject pod)
    {
        var rules = job.FailurePolicy.ListAt("rules");
        for (var i = 0; i < rules.Count; i++)
        {
            if (Matched(rules[i], pod) is not { } what)
            {
                continue;
            }

            var action = rules[i].StringAt("action");
            return action switch
            {
                "Ignore" => new FailurePolicy(null, false, false),
                "FailIndex" => new FailurePolicy(null, true, true),
                "FailJob" => new FailurePolicy(string.Create(CultureInfo.InvariantCulture, $"{what} matching {action} rule at index {i}"), true, false),
                _ => new FailurePolicy(null, true, false),
            };
        }

        return new FailurePolicy(null, true, false);
    }

    /// <summary>What of the Pod a rule means, in the words of the Job's condition; null where it means nothing of it.</summary>
    private static string? Matched(Value rule, KubeObject pod)
    {
        if (rule.MapAt("onExitCodes") is { } codes)
        {
            return pod.Root.ListAt("status", "containerStatuses").Concat(pod.Root.ListAt("status", "initContainerStatuses")).FirstOrDefault(s => HasCode(s, codes)) is { } status
                ? string.Create(CultureInfo.InvariantCulture, $"Container {status.StringAt("name")} for pod {pod.Key} failed with exit code {status.Int64At("state", "terminated", "exitCode")}")
                : null;
        }

        var patterns = rule.ListAt("onPodConditions");
        return pod.Root.ListAt("status", "conditions").FirstOrDefault(c => patterns.Any(p => p["type"] == c["type"] && (p.StringAt("status") ?? "True") == c.StringAt("status"))) is { } condition
            ? $"Pod {pod.Key} has condition {condition.StringAt("type")}"
            : null;
    }

    private static bool HasCode(Value status, MapValue codes)
    {
        if (status.Int64At("state", "terminated", "exitCode") is not { } code || code == 0
            || (codes.StringAt("containerName") is { Length: > 0 } name && name != status.StringAt("name")))
        {
            return false;
        }

        var isListed = codes.ListAt("values").Any(v => v.AsInt64() == code);
        return codes.StringAt("operator") switch
        {
            "In" => isListed,
            "NotIn" => !isListed,
            _ => false,
        };
    }
}
