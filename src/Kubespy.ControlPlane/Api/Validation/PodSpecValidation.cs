using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Pods and their specs, in the order of ValidatePodSpec and ValidatePodCreate (pkg/apis/core/validation). What is for Windows alone is not checked.</summary>
internal static class PodSpecValidation
{
    public static List<FieldError> CheckPod(KubeObject pod)
    {
        var errors = CheckChanged(pod);
        var spec = CheckedField.Of(pod.Spec ?? MapValue.Empty, "spec", errors);
        if (spec["ephemeralContainers"].Count > 0)
        {
            spec["ephemeralContainers"].Forbidden("cannot be set on create");
        }

        if (spec["nodeName"].Text.Length > 0 && spec["schedulingGates"].Count > 0)
        {
            spec["nodeName"].Forbidden("cannot be set until all schedulingGates have been cleared");
        }

        return errors;
    }

    /// <summary>What a Pod must keep to, new or not.</summary>
    public static List<FieldError> CheckChanged(KubeObject pod)
    {
        var errors = Check("spec", pod.Spec ?? MapValue.Empty, pod.Name);
        var spec = CheckedField.Of(pod.Spec ?? MapValue.Empty, "spec", errors);
        foreach (var source in spec["serviceAccountName"].Text.Length > 0 ? [] : spec["volumes"].Items.SelectMany(v => v["projected", "sources"].Items))
        {
            if (source["serviceAccountToken"].IsSet)
            {
                source["serviceAccountToken"].Forbidden("must not be specified when serviceAccountName is not set");
            }
        }

        foreach (var list in (string[])["containers", "initContainers", "ephemeralContainers"])
        {
            foreach (var container in spec[list].Items)
            {
                if (container["image"] is { Text: var image } field && image.Trim() != image)
                {
                    field.Invalid("must not have leading or trailing whitespace");
                }
            }
        }

        return errors;
    }

    /// <summary>The name of the Pod is empty in a template, whose Pods have none yet.</summary>
    public static List<FieldError> Check(string path, MapValue value, string podName = "")
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(value, path, errors);
        var volumes = PodVolumeValidation.Check(spec["volumes"], podName);
        ContainerValidation.Check(spec, volumes);
        if (spec["resources"] is { IsSet: true } resources)
        {
            ResourcesValidation.Check(resources, ResourcesValidation.PodName);
        }

        CheckPolicies(spec, isPod: podName.Length > 0);
        SelectorValidation.CheckLabels(spec["nodeSelector"]);
        SecurityValidation.CheckPod(spec["securityContext"], spec);
        if (spec["affinity"] is { IsSet: true } affinity)
        {
            AffinityValidation.Check(affinity);
        }

        PodNetworkValidation.CheckDns(spec);
        foreach (var gate in spec["readinessGates"].Items)
        {
            gate["conditionType"].Keeps(NameRules.QualifiedName);
        }

        CheckSchedulingGates(spec["schedulingGates"]);
        SpreadValidation.Check(spec["topologySpreadConstraints"]);
        CheckNames(spec);
        TolerationValidation.Check(spec["tolerations"]);
        PodNetworkValidation.CheckHostAliases(spec["hostAliases"]);
        CheckClasses(spec);
        return errors;
    }

    private static void CheckPolicies(CheckedField spec, bool isPod)
    {
        if (spec["hostNetwork"].IsTrue)
        {
            PodNetworkValidation.CheckHostPorts(spec, isPod);
        }

        spec["restartPolicy"].IsGivenAs("Always", "OnFailure", "Never");
        spec["dnsPolicy"].IsGivenAs("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    }

    private static void CheckSchedulingGates(CheckedField gates)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var gate in gates.Items)
        {
            var name = gate["name"].Text;
            gate.Keeps(name, NameRules.QualifiedName);
            if (!seen.Add(name))
            {
                gate.Duplicate(name);
            }
        }
    }

    private static void CheckNames(CheckedField spec)
    {
        foreach (var (name, rule) in ((string, Func<string, IReadOnlyList<string>>)[])[("serviceAccountName", NameRules.Subdomain), ("nodeName", NameRules.Subdomain)])
        {
            CheckIfAny(spec[name], rule);
        }

        if (spec["activeDeadlineSeconds"] is { IsSet: true } deadline)
        {
            deadline.IsWithin(1, int.MaxValue);
        }

        CheckIfAny(spec["hostname"], NameRules.Label);
        CheckIfAny(spec["subdomain"], NameRules.Label);
    }

    private static void CheckClasses(CheckedField spec)
    {
        CheckIfAny(spec["priorityClassName"], NameRules.Subdomain);
        if (spec["runtimeClassName"] is { IsSet: true } runtime)
        {
            runtime.Keeps(NameRules.Subdomain);
        }

        if (spec["preemptionPolicy"] is { IsSet: true } preemption)
        {
            preemption.IsGivenAs("PreemptLowerPriority", "Never");
        }

        if (spec["os"] is { IsSet: true } os && os["name"].IsGiven() && os["name"].Text is not ("linux" or "windows") and var name)
        {
            os.At("", name).Unsupported("linux", "windows");
        }
    }

    private static void CheckIfAny(CheckedField name, Func<string, IReadOnlyList<string>> rule)
    {
        if (name.Text.Length > 0)
        {
            name.Keeps(rule);
        }
    }
}
