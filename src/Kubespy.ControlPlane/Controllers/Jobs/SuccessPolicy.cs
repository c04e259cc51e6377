using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>Whether enough indexes of a Job have succeeded for its successPolicy (KEP-3998, pkg/controller/job/success_policy.go). Pure.</summary>
internal static class SuccessPolicy
{
    /// <summary>Which rule is met; null where none is.</summary>
    public static string? Met(JobView job, IndexSet succeeded)
    {
        var rules = succeeded.Count == 0 ? ListValue.Empty : job.SuccessPolicy.ListAt("rules");
        for (var i = 0; i < rules.Count; i++)
        {
            var count = rules[i].Int64At("succeededCount");
            var isMet = rules[i].StringAt("succeededIndexes") is { } text
                ? IsMet(IndexSet.Parse(text, job.Completions ?? 0), succeeded, count)
                : succeeded.Count >= count;
            if (isMet)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Matched rules at index {i}");
            }
        }

        return null;
    }

    private static bool IsMet(IndexSet required, IndexSet succeeded, long? count)
    {
        var met = required.CountIn(succeeded);
        return required.Count > 0 && (met == required.Count || met >= count);
    }
}
