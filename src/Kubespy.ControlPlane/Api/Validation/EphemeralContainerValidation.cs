namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Containers that are added to a Pod that runs, for looking into it (validateEphemeralContainers in pkg/apis/core/validation).</summary>
internal static class EphemeralContainerValidation
{
    private const string NotAllowed = "cannot be set for an Ephemeral Container";

    private static readonly string[] Others =
        ["ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"];

    /// <param name="spec">The Pod's spec.</param>
    /// <param name="names">The names of its other containers; those of the ephemeral ones are added.</param>
    /// <param name="checkCommon">Checks what holds of all containers.</param>
    public static void Check(CheckedField spec, HashSet<string> names, Action<CheckedField> checkCommon)
    {
        HashSet<string> others = new(names, StringComparer.Ordinal);
        foreach (var container in spec["ephemeralContainers"].Items)
        {
            checkCommon(container);
            if (!names.Add(container["name"].Text))
            {
                container["name"].Duplicate();
            }

            if (container["targetContainerName"] is { Text.Length: > 0 } target && !others.Contains(target.Text))
            {
                target.NotFound();
            }

            foreach (var field in Others.Select(f => container[f]).Where(f => f.IsSet && (f.Count > 0 || f.Text.Length > 0)))
            {
                field.Forbidden(NotAllowed);
            }

            foreach (var field in container["volumeMounts"].Items.SelectMany(m => (CheckedField[])[m["subPath"], m["subPathExpr"]]).Where(f => f.Text.Length > 0))
            {
                field.Forbidden(NotAllowed);
            }
        }
    }
}
