using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>What a write to the subresource status may say (Validate…StatusUpdate in pkg/apis/*/validation).</summary>
internal static class StatusValidation
{
    private const string NotMoreThanAll = "cannot be greater than status.replicas";

    /// <summary>For each kind the numbers that cannot be negative, then those that cannot be more than all replicas.</summary>
    private static readonly Dictionary<string, (string[] Counts, string[] Parts)> Numbers = new(StringComparer.Ordinal)
    {
        ["ReplicaSet"] = (
            ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration", "terminatingReplicas"],
            ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"]),
        ["ReplicationController"] = (
            ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"],
            ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"]),
        ["Deployment"] = (
            ["observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas", "terminatingReplicas", "collisionCount"],
            ["updatedReplicas", "readyReplicas", "availableReplicas"]),
        ["StatefulSet"] = (
            ["replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas", "observedGeneration", "collisionCount"],
            ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"]),
        ["DaemonSet"] = (
            ["currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration", "updatedNumberScheduled", "numberAvailable",
             "numberUnavailable", "collisionCount"],
            []),
        ["Job"] = (["active", "succeeded", "failed", "ready", "terminating"], []),
        ["PodDisruptionBudget"] = (["disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"], []),
        ["HorizontalPodAutoscaler"] = (["currentReplicas", "desiredReplicas"], []),
    };

    public static IEnumerable<FieldError> Check(Resource resource, KubeObject obj, KubeObject old)
    {
        if (ReferenceEquals(obj.Status, old.Status))
        {
            return [];
        }

        var errors = new List<FieldError>();
        var status = CheckedField.Of(obj.Status ?? MapValue.Empty, "status", errors);
        if (Numbers.TryGetValue(resource.Kind, out var numbers))
        {
            CheckNumbers(resource.Kind, status, numbers.Counts, numbers.Parts);
            return errors;
        }

        switch (resource.Kind)
        {
            case "Pod":
                CheckPod(status, old);
                break;
            case "Namespace":
                CheckPhase(status, obj.IsBeingDeleted);
                break;
            case "Service" when obj.Root.StringAt("spec", "type") != "LoadBalancer" && status["loadBalancer", "ingress"].Count > 0:
                status["loadBalancer", "ingress"].Forbidden("may only be used when `spec.type` is 'LoadBalancer'");
                break;
            case "Service" or "Ingress":
                foreach (var ingress in status["loadBalancer", "ingress"].Items)
                {
                    CheckIngress(ingress, hasMode: resource.Kind == "Service");
                }

                break;
            case "Node":
                CheckNode(status);
                break;
            case "PersistentVolumeClaim":
                foreach (var (_, amount) in status["capacity"].Entries.Where(e => Quantity.TryParse(e.Value.Text) < default(Quantity)))
                {
                    amount.Invalid(Quantity.Parse(amount.Text).Value, "must be a valid resource quantity");
                }

                break;
            case "FlowSchema" or "PriorityLevelConfiguration":
                FlowControlValidation.CheckConditions(status["conditions"]);
                break;
            case "APIService":
                foreach (var condition in status["conditions"].Items.Where(c => c["status"].Text is not ("True" or "False" or "Unknown")))
                {
                    condition["status"].UnsupportedAs(condition["status"].Text, "True", "False", "Unknown");
                }

                break;
            case "VolumeAttachment":
                errors.AddRange(AttachmentValidation.CheckAttachment(obj, old));
                break;
        }

        return errors;
    }

    private static void CheckNumbers(string kind, CheckedField status, string[] counts, string[] parts)
    {
        foreach (var count in counts)
        {
            status[count].IsNotNegative();
        }

        foreach (var part in parts.Where(p => status[p].Number > status["replicas"].Number))
        {
            status[part].Invalid(status[part].Number, NotMoreThanAll);
        }

        if (parts.Length > 0 && status["availableReplicas"].Number > status["readyReplicas"].Number)
        {
            status["availableReplicas"].Invalid(status["availableReplicas"].Number, kind == "StatefulSet" ? "cannot be greater than status.readyReplicas" : "cannot be greater than readyReplicas");
        }
    }

    private static void CheckIngress(CheckedField ingress, bool hasMode)
    {
        var (ip, mode, host) = (ingress["ip"], ingress["ipMode"], ingress["hostname"]);
        if (ip.Text.Length > 0)
        {
            ip.Keeps(AddressRules.Ip);
        }

        if (hasMode && mode.IsSet && ip.Text.Length == 0)
        {
            mode.Forbidden("may not be specified when `ip` is not set");
        }
        else if (hasMode && mode.IsSet)
        {
            mode.IsOneOf("Proxy", "VIP");
        }

        if (host.Text.Length > 0)
        {
            host.Keeps(NameRules.Subdomain);
            if (AddressRules.TryParse(host.Text) is not null)
            {
                host.Invalid("must be a DNS name, not an IP address");
            }
        }
    }

    private static void CheckNode(CheckedField status)
    {
        foreach (var list in (string[])["capacity", "allocatable"])
        {
            foreach (var (name, amount) in status[list].Entries.Where(e => Quantity.TryParse(e.Value.Text) < default(Quantity)))
            {
                status[list].At("." + name, amount.Value).Invalid("must be greater than or equal to 0");
            }
        }

        var seen = new HashSet<(string, string)>();
        foreach (var address in status["addresses"].Items.Where(a => !seen.Add((a["type"].Text, a["address"].Text))))
        {
            address.Duplicate(InternalForm.Of(address.Value!, "type", "address"));
        }
    }

    private static void CheckPod(CheckedField status, KubeObject old)
    {
        if (status["nominatedNodeName"] is { Text.Length: > 0 } nominated && nominated.Text != old.Root.StringAt("status", "nominatedNodeName"))
        {
            nominated.Keeps(NameRules.Subdomain);
        }

        if (status["observedGeneration"].Number < 0)
        {
            status["observedGeneration"].Invalid("must be a non-negative integer");
        }

        if (status["qosClass"].Text != (old.Root.StringAt("status", "qosClass") ?? ""))
        {
            status["qosClass"].Invalid(status["qosClass"].Text, "field is immutable");
        }

        CheckContainers(status, old);

        foreach (var address in status["podIPs"].Items)
        {
            address.At("", address["ip"].Text).Keeps(AddressRules.Ip);
        }
    }

    private static void CheckContainers(CheckedField status, KubeObject old)
    {
        var before = old.Root.ListAt("status", "containerStatuses");
        for (var i = 0; i < before.Count; i++)
        {
            var (name, ended) = (before[i].StringAt("name"), before[i].At("state", "terminated"));
            if (ended is not null
                && !old.Root.ListAt("spec", "containers").Any(c => c.StringAt("name") == name && RestartRules.Allow(old.Spec, c, ended.Int64At("exitCode") ?? 0))
                && status["containerStatuses"].Items.FirstOrDefault(c => c["name"].Text == name) is { } now && !now["state", "terminated"].IsSet)
            {
                status["containerStatuses"].At($"[{i}].state", null).Forbidden("may not be transitioned to non-terminated state");
            }
        }
    }

    private static void CheckPhase(CheckedField status, bool isBeingDeleted)
    {
        var (phase, wanted) = (status["phase"].Text, isBeingDeleted ? "Terminating" : "Active");
        if (phase != wanted)
        {
            status.At(".Phase", phase).Invalid(phase, $"may only be '{wanted}' if `deletionTimestamp` is {(isBeingDeleted ? "not empty" : "empty")}");
        }
    }
}
