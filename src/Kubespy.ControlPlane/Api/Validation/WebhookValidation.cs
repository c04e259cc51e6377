using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Webhook configurations (pkg/apis/admissionregistration/validation) and RuntimeClasses (pkg/apis/node/validation).</summary>
internal static class WebhookValidation
{
    private static readonly (string Field, string[] Supported)[] Choices =
    [
        ("failurePolicy", ["Fail", "Ignore"]), ("matchPolicy", ["Equivalent", "Exact"]), ("sideEffects", ["None", "NoneOnDryRun"]),
        ("reinvocationPolicy", ["IfNeeded", "Never"]),
    ];

    public static IEnumerable<FieldError> Check(KubeObject configuration)
    {
        var hooks = configuration.Root.ListAt("webhooks");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < hooks.Count; i++)
        {
            var (hook, path) = (hooks[i], $"webhooks[{i}]");
            foreach (var error in CheckHook(hook, path))
            {
                yield return error;
            }

            if (hook.StringAt("name") is { Length: > 0 } name && !names.Add(name))
            {
                yield return FieldError.Duplicate($"{path}.name", name);
            }
        }
    }

    public static IEnumerable<FieldError> CheckRuntimeClass(KubeObject runtime, KubeObject? old)
    {
        var handler = runtime.Root.StringAt("handler") ?? "";
        foreach (var wrong in NameRules.Label(handler))
        {
            yield return FieldError.Invalid("handler", handler, wrong);
        }

        if (old is not null && old.Root.StringAt("handler") != handler)
        {
            yield return FieldError.Invalid("handler", handler, "field is immutable");
        }
    }

    private static IEnumerable<FieldError> CheckHook(Value hook, string path)
    {
        var name = hook.StringAt("name") ?? "";
        if (name.Length == 0)
        {
            yield return FieldError.Required($"{path}.name");
        }
        else if (NameRules.Subdomain(name) is [var wrong, ..])
        {
            yield return FieldError.Invalid($"{path}.name", name, wrong);
        }
        else if (name.Split('.').Length < 3)
        {
            yield return FieldError.Invalid($"{path}.name", name, "should be a domain with at least three segments separated by dots");
        }

        foreach (var (field, supported) in Choices)
        {
            if (hook.StringAt(field) is { } given && !supported.Contains(given))
            {
                yield return FieldError.Unsupported($"{path}.{field}", given, supported);
            }
        }

        if (hook.StringAt("sideEffects") is null)
        {
            yield return FieldError.Required($"{path}.sideEffects", "must specify one of None, NoneOnDryRun");
        }

        if (hook.Int64At("timeoutSeconds") is (< 1 or > 30) and var seconds)
        {
            yield return FieldError.Invalid($"{path}.timeoutSeconds", seconds, "the timeout value must be between 1 and 30 seconds");
        }

        foreach (var error in CheckClient(hook.MapAt("clientConfig") ?? MapValue.Empty, $"{path}.clientConfig"))
        {
            yield return error;
        }

        var versions = hook.ListAt("admissionReviewVersions");
        if (versions.Count == 0)
        {
            yield return FieldError.Required($"{path}.admissionReviewVersions", "must specify one of v1, v1beta1");
        }
        else if (!versions.Any(v => v.AsString() is "v1" or "v1beta1"))
        {
            yield return FieldError.Invalid($"{path}.admissionReviewVersions", versions, "must include at least one of v1, v1beta1");
        }
    }

    private static IEnumerable<FieldError> CheckClient(MapValue client, string path)
    {
        if ((client["url"] is null) == (client["service"] is null))
        {
            yield return FieldError.Required(path, "exactly one of url or service is required");
            yield break;
        }

        if (client.MapAt("service") is { } service)
        {
            foreach (var field in (string[])["name", "namespace"])
            {
                if (service.StringAt(field) is null or "")
                {
                    yield return FieldError.Required($"{path}.service.{field}");
                }
            }
        }
    }
}
