namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>The environment of containers: variables, their sources, fields of the Pod and of its resources (ValidateEnv in pkg/apis/core/validation).</summary>
internal static class EnvironmentValidation
{
    private static readonly string[] EnvironmentPaths =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP",
        "status.podIPs",
    ];

    private static readonly string[] VolumePaths = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    private static readonly string[] KnownPaths = [.. EnvironmentPaths, .. VolumePaths, "spec.restartPolicy", "spec.schedulerName", "status.phase"];

    private static readonly string[] Resources =
        ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];

    private static readonly string[] ByteDivisors = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

    public static void Check(CheckedField container, CheckedField volumes)
    {
        foreach (var variable in container["env"].Items)
        {
            variable["name"].IsGiven(NameRules.EnvironmentName);
            if (variable["valueFrom"] is { IsSet: true } source)
            {
                CheckSource(source, variable["value"].Text.Length > 0);
            }
        }

        var all = container["envFrom"];
        foreach (var source in all.Items)
        {
            if (source["prefix"].Text.Length > 0)
            {
                source["prefix"].Keeps(NameRules.EnvironmentName);
            }

            var count = 0;
            foreach (var name in (string[])["configMapRef", "secretRef"])
            {
                if (source[name].IsSet)
                {
                    count++;
                    source[name, "name"].IsGiven(NameRules.Subdomain);
                }
            }

            if (count != 1)
            {
                all.Invalid("", count == 0 ? "must specify one of: `configMapRef` or `secretRef`" : "may not have more than one field specified at a time");
            }
        }

        CheckFiles(container, volumes);
    }

    /// <summary>A field of the Pod that a variable or a file shows.</summary>
    public static void CheckFieldRef(CheckedField reference, bool isVolume)
    {
        var path = reference["fieldPath"];
        if (!path.IsGiven())
        {
            return;
        }

        var bracket = path.Text.EndsWith("']", StringComparison.Ordinal) ? path.Text.IndexOf("['", StringComparison.Ordinal) : -1;
        var name = bracket > 0 ? path.Text[..bracket] : path.Text;
        if (bracket > 0 && name is not ("metadata.annotations" or "metadata.labels"))
        {
            path.Invalid($"error converting fieldPath: field label does not support subscript: {path.Text}");
        }
        else if (bracket > 0)
        {
            var key = path.Text[(bracket + 2)..^2];
            reference.Keeps(name == "metadata.annotations" ? key.ToLowerInvariant() : key, NameRules.QualifiedName);
        }
        else if (!KnownPaths.Contains(name) && name != "spec.host")
        {
            path.Invalid($"error converting fieldPath: field label not supported: {name}");
        }
        else if (!(isVolume ? VolumePaths : EnvironmentPaths).Contains(name == "spec.host" ? "spec.nodeName" : name))
        {
            path.Unsupported(isVolume ? VolumePaths : EnvironmentPaths);
        }
    }

    /// <summary>A request or limit that a variable or a file shows.</summary>
    public static void CheckResourceRef(CheckedField reference, bool isVolume)
    {
        var resource = reference["resource"];
        if (isVolume && reference["containerName"].Text.Length == 0)
        {
            reference["containerName"].Required();
        }
        else if (resource.IsGiven() && !Resources.Contains(resource.Text) && !IsHugePages(resource.Text))
        {
            resource.Unsupported(Resources);
        }

        var divisor = reference["divisor"];
        if (divisor.Text is "" or "0")
        {
            return;
        }

        var (known, words) = resource.Text switch
        {
            "limits.cpu" or "requests.cpu" => ((string[])["1m", "1"], "only divisor's values 1m and 1 are supported with the cpu resource"),
            "limits.memory" or "requests.memory" => (ByteDivisors, Bytes("memory")),
            "limits.ephemeral-storage" or "requests.ephemeral-storage" => (ByteDivisors, Bytes("local ephemeral storage")),
            _ => IsHugePages(resource.Text) ? (ByteDivisors, Bytes("hugepages")) : ([divisor.Text], ""),
        };
        if (!known.Contains(divisor.Text))
        {
            divisor.Invalid(resource.Text, words);
        }
    }

    private static string Bytes(string what) => $"only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the {what} resource";

    private static bool IsHugePages(string resource) =>
        resource.StartsWith("requests.hugepages-", StringComparison.Ordinal) || resource.StartsWith("limits.hugepages-", StringComparison.Ordinal);

    private static void CheckSource(CheckedField source, bool hasValue)
    {
        var count = 0;
        foreach (var name in (string[])["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"])
        {
            if (source[name] is { IsSet: true } reference)
            {
                count++;
                CheckReference(name, reference);
            }
        }

        if (count == 0)
        {
            source.Invalid("", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        }
        else if (hasValue)
        {
            source.Invalid("", "may not be specified when `value` is not empty");
        }
        else if (count > 1)
        {
            source.Invalid("", "may not have more than one field specified at a time");
        }
    }

    private static void CheckReference(string name, CheckedField reference)
    {
        switch (name)
        {
            case "fieldRef":
                CheckFieldRef(reference, isVolume: false);
                break;
            case "resourceFieldRef":
                CheckResourceRef(reference, isVolume: false);
                break;
            case "fileKeyRef":
                reference["key"].IsGiven(NameRules.EnvironmentName);
                reference["volumeName"].IsGiven(NameRules.Label);
                if (reference["path"].IsGiven())
                {
                    PathRules.HasNoBacksteps(reference["path"]);
                }

                break;
            default:
                reference["name"].Keeps(NameRules.Subdomain);
                reference["key"].IsGiven(NameRules.ConfigKey);
                break;
        }
    }

    /// <summary>Files that variables come from lie in a volume of the Pod's own.</summary>
    private static void CheckFiles(CheckedField container, CheckedField volumes)
    {
        foreach (var variable in container["env"].Items)
        {
            var name = variable["valueFrom", "fileKeyRef"]["volumeName"];
            if (!variable["valueFrom", "fileKeyRef"].IsSet)
            {
                continue;
            }

            var volume = volumes.Items.LastOrDefault(v => v["name"].Text == name.Text);
            if (volume is null)
            {
                name.NotFound();
            }
            else if (!volume["emptyDir"].IsSet)
            {
                name.Invalid("referenced volume must be of type emptyDir");
            }
        }
    }
}
