using System.Globalization;
using System.Text.RegularExpressions;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Workloads that keep Pods running (pkg/apis/apps/validation).</summary>
internal static partial class WorkloadValidation
{
    internal const string Mismatch = "`selector` does not match template `labels`";
    private const string Negative = "must be greater than or equal to 0";

    public static IEnumerable<FieldError> CheckDeployment(KubeObject obj, KubeObject? old)
    {
        var spec = obj.Spec ?? MapValue.Empty;
        var errors = NotNegative(spec, "replicas").ToList();
        errors.AddRange(CheckSelector(spec, "deployment"));
        errors.AddRange(CheckTemplate(spec));
        errors.AddRange(CheckStrategy(spec.MapAt("strategy") ?? MapValue.Empty));
        errors.AddRange(NotNegative(spec, "minReadySeconds"));
        errors.AddRange(NotNegative(spec, "revisionHistoryLimit"));
        errors.AddRange(NotNegative(spec, "progressDeadlineSeconds"));
        if (spec["progressDeadlineSeconds"]?.AsInt64() is { } deadline && deadline <= (spec["minReadySeconds"]?.AsInt64() ?? 0) && deadline >= 0)
        {
            errors.Add(FieldError.Invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
        }

        errors.AddRange(Immutable(spec, old));
        return errors;
    }

    public static IEnumerable<FieldError> CheckReplicaSet(KubeObject obj, KubeObject? old)
    {
        var spec = obj.Spec ?? MapValue.Empty;
        return NotNegative(spec, "replicas")
            .Concat(NotNegative(spec, "minReadySeconds"))
            .Concat(CheckSelector(spec, "replica set"))
            .Concat(CheckTemplate(spec))
            .Concat(Immutable(spec, old));
    }

    public static IEnumerable<FieldError> CheckStatefulSet(KubeObject obj, KubeObject? old)
    {
        var spec = obj.Spec ?? MapValue.Empty;
        var errors = CheckPodManagement(spec).ToList();
        errors.AddRange(NotNegative(spec, "replicas"));
        errors.AddRange(NotNegative(spec, "minReadySeconds"));
        errors.AddRange(CheckSelector(spec, "statefulset"));
        var claims = spec.ListAt("volumeClaimTemplates").Select(c => (Value)MapValue.Of(("name", c.StringAt("metadata", "name") ?? ""))).ToArray();
        var named = claims.Select(c => c.StringAt("name")).ToHashSet(StringComparer.Ordinal);
        var volumes = claims.Concat(spec.ListAt("template", "spec", "volumes").Where(v => !named.Contains(v.StringAt("name"))));
        errors.AddRange(CheckTemplate(claims.Length == 0 ? spec : spec.WithAt(["template", "spec", "volumes"], ListValue.Of(volumes))));
        if (old is not null && Fixed(spec) != Fixed(old.Spec ?? MapValue.Empty))
        {
            errors.Add(FieldError.Forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckDaemonSet(KubeObject obj, KubeObject? old)
    {
        var spec = obj.Spec ?? MapValue.Empty;
        var strategy = spec.MapAt("updateStrategy") ?? MapValue.Empty;
        var errors = CheckSelector(spec, "daemonset").ToList();
        errors.AddRange(CheckTemplate(spec));
        errors.AddRange(NotNegative(spec, "minReadySeconds"));
        errors.AddRange(NotNegative(spec, "revisionHistoryLimit"));
        if (strategy.StringAt("type") is not ("RollingUpdate" or "OnDelete"))
        {
            errors.Add(FieldError.Unsupported("spec.updateStrategy.type", strategy.StringAt("type") ?? "", "RollingUpdate", "OnDelete"));
        }
        else if (strategy.MapAt("rollingUpdate") is { } rolling)
        {
            errors.AddRange(CheckDaemonRolling(rolling));
        }

        errors.AddRange(Immutable(spec, old));
        return errors;
    }

    private static IEnumerable<FieldError> CheckPodManagement(MapValue spec)
    {
        if (spec.StringAt("podManagementPolicy") is not ("OrderedReady" or "Parallel"))
        {
            yield return FieldError.Invalid("spec.podManagementPolicy", spec.StringAt("podManagementPolicy") ?? "", "must be 'OrderedReady' or 'Parallel'");
        }

        var strategy = spec.MapAt("updateStrategy") ?? MapValue.Empty;
        if (strategy.StringAt("type") is not ("RollingUpdate" or "OnDelete"))
        {
            yield return FieldError.Invalid("spec.updateStrategy", strategy, "must be 'RollingUpdate' or 'OnDelete'");
        }
        else if (strategy.StringAt("type") == "OnDelete" && strategy.MapAt("rollingUpdate") is { } rolling)
        {
            yield return FieldError.Invalid("spec.updateStrategy.rollingUpdate", rolling, "only allowed for updateStrategy 'RollingUpdate'");
        }

        if (strategy.Int64At("rollingUpdate", "partition") is < 0 and var partition)
        {
            yield return FieldError.Invalid("spec.updateStrategy.rollingUpdate.partition", partition, Negative);
        }
    }

    /// <summary>The part of a StatefulSet's spec that may not change.</summary>
    private static MapValue Fixed(MapValue spec) => spec.Without("replicas").Without("ordinals").Without("template").Without("updateStrategy")
        .Without("revisionHistoryLimit").Without("persistentVolumeClaimRetentionPolicy").Without("minReadySeconds");

    private static IEnumerable<FieldError> CheckDaemonRolling(MapValue rolling)
    {
        var (hasUnavailable, hasSurge) = (!IsZero(rolling["maxUnavailable"]), !IsZero(rolling["maxSurge"]));
        if (hasUnavailable && hasSurge)
        {
            yield return FieldError.Invalid("spec.updateStrategy.rollingUpdate.maxSurge", rolling["maxSurge"]!, "may not be set when maxUnavailable is non-zero");
        }
        else if (!hasUnavailable && !hasSurge)
        {
            yield return FieldError.Required("spec.updateStrategy.rollingUpdate.maxUnavailable", "cannot be 0 when maxSurge is 0");
        }
    }

    private static IEnumerable<FieldError> Immutable(MapValue spec, KubeObject? old) =>
        old is not null && spec["selector"] is { } selector && selector != old.Root.At("spec", "selector")
            ? [FieldError.Invalid("spec.selector", selector, "field is immutable")]
            : [];

    internal static IEnumerable<FieldError> NotNegative(MapValue spec, string field, string path = "spec") =>
        spec[field]?.AsInt64() is < 0 and var number ? [FieldError.Invalid($"{path}.{field}", number, Negative)] : [];

    private static IEnumerable<FieldError> CheckSelector(MapValue spec, string what)
    {
        if (spec["selector"] is not MapValue selector)
        {
            return [FieldError.Required("spec.selector")];
        }

        return selector.Count == 0
            ? [FieldError.Invalid("spec.selector", selector, $"empty selector is invalid for {what}")]
            : SelectorValidation.Check("spec.selector", selector);
    }

    private static IEnumerable<FieldError> CheckTemplate(MapValue spec)
    {
        var labels = spec.MapAt("template", "metadata", "labels") ?? MapValue.Empty;
        if (spec["selector"] is not MapValue { Count: 0 } && SelectorValidation.Check("", spec["selector"]).Count == 0 && !LabelSelector.OfValue(spec["selector"]).Matches(labels))
        {
            yield return FieldError.Invalid("spec.template.metadata.labels", labels, Mismatch);
        }

        foreach (var error in MetadataValidation.CheckLabels("spec.template.labels", labels))
        {
            yield return error;
        }

        var podSpec = spec.MapAt("template", "spec") ?? MapValue.Empty;
        foreach (var error in PodSpecValidation.Check("spec.template.spec", podSpec))
        {
            yield return error;
        }

        if (podSpec["restartPolicy"]?.AsString() is { } policy and not "Always")
        {
            yield return FieldError.Unsupported("spec.template.spec.restartPolicy", policy, "Always");
        }
    }

    private static IEnumerable<FieldError> CheckStrategy(MapValue strategy)
    {
        var rolling = strategy["rollingUpdate"]?.AsMap();
        switch (strategy["type"]?.AsString())
        {
            case "Recreate":
                return rolling is null ? [] : [FieldError.Forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")];
            case "RollingUpdate":
                return CheckRollingUpdate(rolling ?? MapValue.Empty);
            case var other:
                var shown = MapValue.Of(("Type", other ?? ""), ("RollingUpdate", rolling ?? Value.Null));
                return [FieldError.Unsupported("spec.strategy", shown, "Recreate", "RollingUpdate")];
        }
    }

    private static IEnumerable<FieldError> CheckRollingUpdate(MapValue rolling)
    {
        foreach (var field in (string[])["maxUnavailable", "maxSurge"])
        {
            var path = $"spec.strategy.rollingUpdate.{field}";
            switch (rolling[field])
            {
                case StringValue text when !Percent().IsMatch(text.Text):
                    yield return FieldError.Invalid(
                        path, text,
                        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
                    break;
                case NumberValue number when number.TryInt64() < 0:
                    yield return FieldError.Invalid(path, number, Negative);
                    break;
            }
        }

        if (rolling["maxUnavailable"] is StringValue percent && Percent().IsMatch(percent.Text) && int.Parse(percent.Text[..^1], CultureInfo.InvariantCulture) > 100)
        {
            yield return FieldError.Invalid("spec.strategy.rollingUpdate.maxUnavailable", percent, "must not be greater than 100%");
        }

        if (IsZero(rolling["maxUnavailable"]) && IsZero(rolling["maxSurge"]))
        {
            yield return FieldError.Invalid("spec.strategy.rollingUpdate.maxUnavailable", rolling["maxUnavailable"]!, "may not be 0 when `maxSurge` is 0");
        }
    }

    private static bool IsZero(Value? value) => value is NumberValue number ? number.TryInt64() == 0 : value is StringValue { Text: "0%" };

    [GeneratedRegex(@"^[0-9]{1,9}%\z")]
    private static partial Regex Percent();
}
