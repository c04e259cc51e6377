using System.Text.RegularExpressions;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Security contexts of Pods and containers (ValidateSecurityContext, validatePodSpecSecurityContext in pkg/apis/core/validation).</summary>
internal static partial class SecurityValidation
{
    private const string SysctlRule = "must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

    public static void CheckPod(CheckedField context, CheckedField spec)
    {
        if (!context.IsSet)
        {
            return;
        }

        foreach (var id in (string[])["fsGroup", "runAsUser", "runAsGroup"])
        {
            CheckId(context[id]);
        }

        foreach (var group in context["supplementalGroups"].Items)
        {
            CheckId(group);
        }

        if (spec["shareProcessNamespace"].IsTrue && spec["hostPID"].IsTrue)
        {
            context["shareProcessNamespace"].Invalid(true, "ShareProcessNamespace and HostPID cannot both be enabled");
        }

        CheckSysctls(context["sysctls"]);
        if (context["fsGroupChangePolicy"].IsSet)
        {
            context["fsGroupChangePolicy"].IsOneOf("Always", "OnRootMismatch");
        }

        CheckSeccomp(context["seccompProfile"]);
        CheckAppArmor(context["appArmorProfile"]);
        if (context["supplementalGroupsPolicy"].IsSet)
        {
            context["supplementalGroupsPolicy"].IsOneOf("Merge", "Strict");
        }

        if (context["seLinuxChangePolicy"].IsSet)
        {
            context["seLinuxChangePolicy"].IsOneOf("MountOption", "Recursive");
        }
    }

    public static void CheckContainer(CheckedField context, CheckedField spec)
    {
        if (!context.IsSet)
        {
            return;
        }

        CheckId(context["runAsUser"]);
        CheckId(context["runAsGroup"]);
        var mount = context["procMount"];
        if (mount.IsSet && mount.IsOneOf("Default", "Unmasked") && mount.Text == "Unmasked" && (!spec["hostUsers"].IsSet || spec["hostUsers"].IsTrue))
        {
            mount.Invalid("`hostUsers` must be false to use `Unmasked`");
        }

        CheckSeccomp(context["seccompProfile"]);
        if (context["allowPrivilegeEscalation"] is { IsSet: true, IsTrue: false })
        {
            CheckEscalation(context);
        }

        CheckAppArmor(context["appArmorProfile"]);
    }

    private static void CheckEscalation(CheckedField context)
    {
        if (context["privileged"].IsTrue)
        {
            context.Invalid(InternalForm.SecurityContext(context.Value!), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }

        if (context["capabilities", "add"].Items.Any(c => c.Text == "CAP_SYS_ADMIN"))
        {
            context.Invalid(InternalForm.SecurityContext(context.Value!), "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
        }
    }

    private static void CheckId(CheckedField id)
    {
        if (id.IsSet)
        {
            id.IsWithin(0, int.MaxValue);
        }
    }

    private static void CheckSysctls(CheckedField sysctls)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sysctl in sysctls.Items)
        {
            var name = sysctl["name"];
            var isNew = names.Add(name.Text);
            if (name.IsGiven() && (name.Text.Length > 253 || !Sysctl().IsMatch(name.Text)))
            {
                name.Invalid(SysctlRule);
            }
            else if (name.Text.Length > 0 && !isNew)
            {
                name.Duplicate();
            }
        }
    }

    private static void CheckSeccomp(CheckedField profile)
    {
        if (!profile.IsSet)
        {
            return;
        }

        if (profile["type"].IsGiven("type is required when seccompProfile is set"))
        {
            profile["type"].IsOneOf("Localhost", "RuntimeDefault", "Unconfined");
        }

        var local = profile["localhostProfile"];
        if (profile["type"].Text != "Localhost")
        {
            if (local.IsSet)
            {
                local.Invalid(InternalForm.Of(profile.Value!, "type", "localhostProfile"), "can only be set when seccomp type is Localhost");
            }
        }
        else if (!local.IsSet)
        {
            local.Required("must be set when seccomp type is Localhost");
        }
        else
        {
            PathRules.IsDescending(local);
        }
    }

    private static void CheckAppArmor(CheckedField profile)
    {
        if (!profile.IsSet)
        {
            return;
        }

        var local = profile["localhostProfile"];
        switch (profile["type"].Text)
        {
            case "Localhost" when local.Text.Length == 0:
                local.Required("must be set when AppArmor type is Localhost");
                break;
            case "Localhost":
                if (local.Text.Trim() != local.Text)
                {
                    local.Invalid("must not be padded with whitespace");
                }

                if (local.Text.Length > 4095)
                {
                    local.TooLong(4095);
                }

                break;
            case "RuntimeDefault" or "Unconfined":
                if (local.IsSet)
                {
                    local.Invalid("can only be set when AppArmor type is Localhost");
                }

                break;
            default:
                if (profile["type"].IsGiven("type is required when appArmorProfile is set"))
                {
                    profile["type"].IsOneOf("Localhost", "RuntimeDefault", "Unconfined");
                }

                break;
        }
    }

    [GeneratedRegex(@"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Sysctl();
}
