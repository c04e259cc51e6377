namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Affinity to nodes and Pods (validateAffinity in pkg/apis/core/validation).</summary>
internal static class AffinityValidation
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    private const string WeightRange = "must be in the range 1-100";

    public static void Check(CheckedField affinity)
    {
        var node = affinity["nodeAffinity"];
        if (node[Required] is { IsSet: true } required)
        {
            CheckNodeSelector(required);
        }

        foreach (var term in node[Preferred].Items)
        {
            CheckWeight(term);
            // What is only preferred may name values that no label can have.
            CheckNodeTerm(term["preference"], mayBeNoLabel: true);
        }

        foreach (var pods in (string[])["podAffinity", "podAntiAffinity"])
        {
            foreach (var term in affinity[pods, Required].Items)
            {
                CheckPodTerm(term);
            }

            foreach (var term in affinity[pods, Preferred].Items)
            {
                CheckWeight(term);
                CheckPodTerm(term["podAffinityTerm"]);
            }
        }
    }

    public static void CheckNodeSelector(CheckedField selector)
    {
        var terms = selector["nodeSelectorTerms"];
        if (terms.Count == 0)
        {
            terms.Required("must have at least one node selector term");
        }

        foreach (var term in terms.Items)
        {
            CheckNodeTerm(term, mayBeNoLabel: false);
        }
    }

    private static void CheckWeight(CheckedField term)
    {
        if (term["weight"].Number is <= 0 or > 100)
        {
            term["weight"].Invalid(term["weight"].Number, WeightRange);
        }
    }

    private static void CheckNodeTerm(CheckedField term, bool mayBeNoLabel)
    {
        foreach (var expression in term["matchExpressions"].Items)
        {
            SelectorValidation.CheckExpression(expression, ofNodes: true, mayBeNoLabel);
        }

        foreach (var field in term["matchFields"].Items)
        {
            CheckNodeField(field);
        }
    }

    private static void CheckNodeField(CheckedField field)
    {
        var values = field["values"];
        switch (field["operator"].Text)
        {
            case "In" or "NotIn" when values.Count != 1:
                values.Required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
                break;
            case not ("In" or "NotIn") and var other:
                field["operator"].Invalid(other, "not a valid selector operator");
                break;
        }

        if (field["key"].Text != "metadata.name")
        {
            field["key"].Invalid(field["key"].Text, "not a valid field selector key");
            return;
        }

        foreach (var value in values.Items)
        {
            value.Keeps(NameRules.Subdomain);
        }
    }

    private static void CheckPodTerm(CheckedField term)
    {
        foreach (var selector in (string[])["labelSelector", "namespaceSelector"])
        {
            SelectorValidation.Check(term[selector]);
        }

        foreach (var name in term["namespaces"].Items)
        {
            term.At(".namespace", name.Value).Keeps(NameRules.Label);
        }

        SpreadValidation.CheckLabelKeys(term);
        term["topologyKey"].IsGiven("can not be empty");
        term["topologyKey"].Keeps(NameRules.QualifiedName);
    }
}
