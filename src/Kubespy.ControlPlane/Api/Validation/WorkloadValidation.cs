using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Workloads that keep Pods running (pkg/apis/apps/validation).</summary>
internal static class WorkloadValidation
{
    private const string Immutable = "field is immutable";

    public static IEnumerable<FieldError> CheckDeployment(KubeObject obj, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(obj.Spec ?? MapValue.Empty, "spec", errors);
        spec["replicas"].IsNotNegative();
        CheckTemplate(spec);
        CheckStrategy(spec["strategy"]);
        spec["minReadySeconds"].IsNotNegative();
        spec["revisionHistoryLimit"].IsNotNegative();
        var deadline = spec["progressDeadlineSeconds"];
        deadline.IsNotNegative();
        if (deadline.IsSet && deadline.Number <= spec["minReadySeconds"].Number)
        {
            deadline.Invalid("must be greater than minReadySeconds");
        }

        CheckUnchanged(spec["selector"], old);
        return errors;
    }

    public static IEnumerable<FieldError> CheckReplicaSet(KubeObject obj, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(obj.Spec ?? MapValue.Empty, "spec", errors);
        spec["replicas"].IsNotNegative();
        spec["minReadySeconds"].IsNotNegative();
        CheckTemplate(spec);
        CheckUnchanged(spec["selector"], old);
        return errors;
    }

    public static IEnumerable<FieldError> CheckReplicationController(KubeObject obj)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(obj.Spec ?? MapValue.Empty, "spec", errors);
        spec["minReadySeconds"].IsNotNegative();
        if (spec["selector"].Count == 0)
        {
            spec["selector"].Required();
        }

        spec["replicas"].IsNotNegative();
        var template = spec["template"];
        if (!template.IsSet)
        {
            template.Required();
            return errors;
        }

        PodTemplateValidation.CheckMatch(template, LabelSelector.OfLabels(obj.Root.MapAt("spec", "selector") ?? MapValue.Empty));
        PodTemplateValidation.Check(template);
        PodTemplateValidation.CheckKeptRunning(template, "ReplicationController");
        return errors;
    }

    public static IEnumerable<FieldError> CheckPodTemplate(KubeObject obj)
    {
        var errors = new List<FieldError>();
        PodTemplateValidation.Check(CheckedField.Of(obj.Root["template"] ?? MapValue.Empty, "template", errors));
        return errors;
    }

    public static IEnumerable<FieldError> CheckDaemonSet(KubeObject obj, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(obj.Spec ?? MapValue.Empty, "spec", errors);
        CheckUnchanged(spec["selector"], old);
        var before = errors.Count;
        SelectorValidation.Check(spec["selector"]);
        if (errors.Count == before)
        {
            PodTemplateValidation.CheckMatch(spec["template"], LabelSelector.OfValue(spec["selector"].Value));
        }

        PodTemplateValidation.CheckNotEmpty(spec["selector"], "daemonset");
        PodTemplateValidation.Check(spec["template"]);
        PodTemplateValidation.CheckKeptRunning(spec["template"], "DaemonSet");
        spec["minReadySeconds"].IsNotNegative();
        CheckDaemonStrategy(spec["updateStrategy"]);
        spec["revisionHistoryLimit"].IsNotNegative();
        return errors;
    }

    private static void CheckTemplate(CheckedField spec)
    {
        // A ReplicaSet's, too, is said to be a Deployment's.
        if (PodTemplateValidation.CheckSelector(spec["selector"], "deployment", "invalid label selector") is not { } selector)
        {
            return;
        }

        if (!PodTemplateValidation.IsEmpty(spec["selector"]))
        {
            PodTemplateValidation.CheckMatch(spec["template"], selector);
        }

        PodTemplateValidation.Check(spec["template"]);
        PodTemplateValidation.CheckKeptRunning(spec["template"], "ReplicaSet");
    }

    private static void CheckUnchanged(CheckedField selector, KubeObject? old)
    {
        if (old is not null && selector.Value != old.Root.At("spec", "selector"))
        {
            selector.Invalid(Immutable);
        }
    }

    private static void CheckStrategy(CheckedField strategy)
    {
        var rolling = strategy["rollingUpdate"];
        switch (strategy["type"].Text)
        {
            case "Recreate":
                if (rolling.IsSet)
                {
                    rolling.Forbidden("may not be specified when strategy `type` is 'Recreate'");
                }

                break;
            case "RollingUpdate":
                CheckRolling(rolling);
                break;
            default:
                strategy.UnsupportedAs(Shown(strategy, rolling), "Recreate", "RollingUpdate");
                break;
        }
    }

    private static void CheckRolling(CheckedField rolling)
    {
        var (unavailable, surge) = (rolling["maxUnavailable"], rolling["maxSurge"]);
        RolloutRules.IsNumberOrPercent(unavailable);
        RolloutRules.IsNumberOrPercent(surge);
        if (RolloutRules.AmountOf(unavailable) == 0 && RolloutRules.AmountOf(surge) == 0)
        {
            unavailable.Invalid("may not be 0 when `maxSurge` is 0");
        }

        RolloutRules.IsNotMoreThanAll(unavailable);
    }

    private static void CheckDaemonStrategy(CheckedField strategy)
    {
        var rolling = strategy["rollingUpdate"];
        switch (strategy["type"].Text)
        {
            case "OnDelete":
                break;
            case "RollingUpdate" when rolling.IsSet:
                CheckDaemonRolling(rolling);
                break;
            case "RollingUpdate":
                rolling.Required();
                break;
            default:
                strategy.UnsupportedAs(Shown(strategy, rolling), "RollingUpdate", "OnDelete");
                break;
        }
    }

    private static void CheckDaemonRolling(CheckedField rolling)
    {
        var (unavailable, surge) = (rolling["maxUnavailable"], rolling["maxSurge"]);
        foreach (var field in (CheckedField[])[unavailable, surge])
        {
            RolloutRules.IsNumberOrPercent(field);
            RolloutRules.IsNotMoreThanAll(field);
        }

        var (hasUnavailable, hasSurge) = (RolloutRules.AmountOf(unavailable) != 0, RolloutRules.AmountOf(surge) != 0);
        if (hasUnavailable && hasSurge)
        {
            surge.Invalid("may not be set when maxUnavailable is non-zero");
        }
        else if (!hasUnavailable && !hasSurge)
        {
            unavailable.Required("cannot be 0 when maxSurge is 0");
        }
    }

    private static MapValue Shown(CheckedField strategy, CheckedField rolling) => MapValue.Of(
        ("Type", strategy["type"].Text), ("RollingUpdate", rolling.IsSet ? InternalForm.Of(rolling.Value!, "maxUnavailable", "maxSurge") : Value.Null));
}
