namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>How Pods are spread (validateTopologySpreadConstraints in pkg/apis/core/validation).</summary>
internal static class SpreadValidation
{
    public static void Check(CheckedField constraints)
    {
        var list = constraints.Items.ToList();
        for (var i = 0; i < list.Count; i++)
        {
            var (constraint, key, action) = (list[i], list[i]["topologyKey"], list[i]["whenUnsatisfiable"]);
            constraint["maxSkew"].IsPositive();
            key.IsGiven("can not be empty");
            action.IsOneOf("DoNotSchedule", "ScheduleAnyway");
            if (list.Skip(i + 1).Any(c => c["topologyKey"].Text == key.Text && c["whenUnsatisfiable"].Text == action.Text))
            {
                constraint["{topologyKey, whenUnsatisfiable}"].Duplicate($"{{{key.Text}, {action.Text}}}");
            }

            CheckDomains(constraint["minDomains"], action.Text);
            foreach (var policy in (string[])["nodeAffinityPolicy", "nodeTaintsPolicy"])
            {
                if (constraint[policy].IsSet)
                {
                    constraint[policy].IsOneOf("Ignore", "Honor");
                }
            }

            CheckLabelKeys(constraint);
            SelectorValidation.Check(constraint["labelSelector"]);
        }
    }

    /// <summary>Keys whose values a Pod brings itself.</summary>
    public static void CheckLabelKeys(CheckedField term)
    {
        var (match, mismatch, selector) = (term["matchLabelKeys"], term["mismatchLabelKeys"], term["labelSelector"]);
        foreach (var keys in (CheckedField[])[match, mismatch])
        {
            if (keys.Count > 0 && !selector.IsSet)
            {
                keys.Forbidden("must not be specified when labelSelector is not set");
                continue;
            }

            foreach (var key in keys.Items)
            {
                key.Keeps(NameRules.QualifiedName);
            }
        }

        foreach (var key in match.Items.Where(k => mismatch.Items.Any(m => m.Text == k.Text)))
        {
            key.Invalid("exists in both matchLabelKeys and mismatchLabelKeys");
        }
    }

    private static void CheckDomains(CheckedField domains, string action)
    {
        if (!domains.IsSet)
        {
            return;
        }

        domains.IsPositive();
        if (action != "DoNotSchedule")
        {
            domains.Invalid($"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
        }
    }
}
