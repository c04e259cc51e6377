using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Containers of all sorts (validateContainers, validateInitContainers in pkg/apis/core/validation).</summary>
internal static class ContainerValidation
{
    private const string NoSidecar = "may not be set for init containers without restartPolicy=Always";

    public static void Check(CheckedField spec, IReadOnlyDictionary<string, MapValue> volumes)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var hostPorts = new HashSet<string>(StringComparer.Ordinal);
        var containers = spec["containers"];
        if (containers.Count == 0)
        {
            containers.Required();
        }

        foreach (var container in containers.Items)
        {
            CheckCommon(container, spec, volumes);
            if (!names.Add(container["name"].Text))
            {
                container["name"].Duplicate();
            }

            ProbeValidation.Check(container, spec);
            CheckRestarts(container);
        }

        CheckHostPorts(containers.Items, hostPorts);
        foreach (var container in spec["initContainers"].Items)
        {
            CheckCommon(container, spec, volumes);
            CheckRestarts(container);
            if (container["name"].Text.Length > 0 && !names.Add(container["name"].Text))
            {
                container["name"].Duplicate();
            }

            hostPorts.Clear();
            CheckHostPorts([container], hostPorts);
            CheckProbesOfInit(container, spec);
        }

        EphemeralContainerValidation.Check(spec, names, c => CheckCommon(c, spec, volumes));
    }

    private static void CheckProbesOfInit(CheckedField container, CheckedField spec)
    {
        if (container["restartPolicy"].Text == "Always")
        {
            ProbeValidation.Check(container, spec);
            return;
        }

        foreach (var field in (string[])["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container[field].IsSet)
            {
                container[field].Forbidden(NoSidecar);
            }
        }

        foreach (var policy in container["resizePolicy"].Items)
        {
            if (policy["restartPolicy"].Text == "RestartContainer")
            {
                policy["restartPolicy"].Invalid("must not be set to 'RestartContainer' for non-sidecar initContainers");
            }
        }
    }

    private static void CheckCommon(CheckedField container, CheckedField spec, IReadOnlyDictionary<string, MapValue> volumes)
    {
        container["name"].IsGiven(NameRules.Label);
        container["image"].IsGiven();
        container["terminationMessagePolicy"].IsGivenAs("File", "FallbackToLogsOnError");
        CheckPorts(container["ports"]);
        EnvironmentValidation.Check(container, spec["volumes"]);
        MountValidation.Check(container, volumes);
        container["imagePullPolicy"].IsGivenAs("Always", "IfNotPresent", "Never");
        ResourcesValidation.Check(container["resources"], ResourcesValidation.ContainerName);
        CheckResizing(container["resizePolicy"], spec["restartPolicy"].Text);
        SecurityValidation.CheckContainer(container["securityContext"], spec);
    }

    private static void CheckPorts(CheckedField ports)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in ports.Items)
        {
            var name = port["name"];
            if (name.Text.Length > 0 && name.Keeps(NameRules.PortName) && !names.Add(name.Text))
            {
                name.Duplicate();
            }

            if (port["containerPort"] is { Number: 0 } missing)
            {
                missing.Required();
            }
            else
            {
                port["containerPort"].IsPort();
            }

            if (port["hostPort"] is { Number: not 0 } hostPort)
            {
                hostPort.IsPort();
            }

            port["protocol"].IsGivenAs("SCTP", "TCP", "UDP");
        }
    }

    private static void CheckHostPorts(IEnumerable<CheckedField> containers, HashSet<string> seen)
    {
        foreach (var port in containers.SelectMany(c => c["ports"].Items).Where(p => p["hostPort"].Number != 0))
        {
            var text = $"{port["protocol"].Text}/{port["hostIP"].Text}/{port["hostPort"].Number}";
            if (!seen.Add(text))
            {
                port["hostPort"].Duplicate(text);
            }
        }
    }

    private static void CheckResizing(CheckedField policies, string restartPolicy)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var policy in policies.Items)
        {
            var (resource, restart) = (policy["resourceName"], policy["restartPolicy"]);
            if (!seen.Add(resource.Text))
            {
                policy.Duplicate(resource.Text);
            }

            policies.At("", resource.Text).IsGivenAs("cpu", "memory");
            policies.At("", restart.Text).IsGivenAs("NotRequired", "RestartContainer");
            if (restartPolicy == "Never" && restart.Text != "NotRequired")
            {
                policies.Invalid(restart.Text, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
            }
        }
    }

    /// <summary>A container's own restart policy and rules (ContainerRestartRules, on since 1.35).</summary>
    private static void CheckRestarts(CheckedField container)
    {
        var (policy, rules) = (container["restartPolicy"], container["restartPolicyRules"]);
        if (policy.IsSet)
        {
            policy.IsOneOf("Always", "Never", "OnFailure");
        }
        else if (rules.Count > 0)
        {
            policy.Required("must specify restartPolicy when restart rules are used");
        }

        foreach (var rule in rules.Items)
        {
            rule["action"].IsOneOf("Restart", "RestartAllContainers");
            if (rule["exitCodes"].IsSet)
            {
                rule["exitCodes", "operator"].IsOneOf("In", "NotIn");
            }
            else
            {
                rule["exitCodes"].Required("must be specified");
            }
        }
    }
}
