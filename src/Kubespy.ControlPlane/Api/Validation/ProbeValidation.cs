using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Probes and hooks of a container (validateProbe, validateHandler and validateInitContainers in pkg/apis/core/validation).</summary>
internal static class ProbeValidation
{
    private static readonly string[] Fields = ["livenessProbe", "readinessProbe", "startupProbe"];
    private static readonly string[] Numbers = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

    public static void Check(string path, MapValue container, bool isInit, List<FieldError> errors)
    {
        if (isInit && container.StringAt("restartPolicy") != "Always")
        {
            errors.AddRange(Fields.Prepend("lifecycle").Where(f => container[f] is MapValue)
                .Select(f => FieldError.Forbidden($"{path}.{f}", "may not be set for init containers without restartPolicy=Always")));
            return;
        }

        foreach (var hook in (ReadOnlySpan<string>)["postStart", "preStop"])
        {
            if (container.MapAt("lifecycle", hook) is { } handler)
            {
                CheckHandler($"{path}.lifecycle.{hook}", handler, errors);
            }
        }

        foreach (var field in Fields)
        {
            if (container[field] is MapValue probe)
            {
                CheckProbe($"{path}.{field}", probe, isReadiness: field == "readinessProbe", errors);
            }
        }
    }

    private static void CheckProbe(string path, MapValue probe, bool isReadiness, List<FieldError> errors)
    {
        CheckHandler(path, probe, errors);
        foreach (var field in Numbers)
        {
            errors.AddRange(WorkloadValidation.NotNegative(probe, field, path));
        }

        var grace = probe.Int64At("terminationGracePeriodSeconds");
        if (grace <= 0)
        {
            errors.Add(FieldError.Invalid($"{path}.terminationGracePeriodSeconds", grace.Value, "must be greater than 0"));
        }

        if (isReadiness && grace is not null)
        {
            errors.Add(FieldError.Invalid($"{path}.terminationGracePeriodSeconds", grace.Value, "must not be set for readinessProbes"));
        }
        else if (!isReadiness && probe.Int64At("successThreshold") is var threshold and not 1)
        {
            errors.Add(FieldError.Invalid($"{path}.successThreshold", threshold ?? 0, "must be 1"));
        }
    }

    private static void CheckHandler(string path, MapValue handler, List<FieldError> errors)
    {
        var kinds = Handlers.Where(h => handler[h] is MapValue).ToArray();
        if (kinds.Length == 0)
        {
            errors.Add(FieldError.Required(path, "must specify a handler type"));
            return;
        }

        CheckAction($"{path}.{kinds[0]}", kinds[0], handler.MapAt(kinds[0])!, errors);
        errors.AddRange(kinds.Skip(1).Select(k => FieldError.Forbidden($"{path}.{k}", "may not specify more than 1 handler type")));
    }

    private static void CheckAction(string path, string kind, MapValue action, List<FieldError> errors)
    {
        switch (kind)
        {
            case "exec" when action.ListAt("command").Count == 0:
                errors.Add(FieldError.Required($"{path}.command"));
                break;
            case "httpGet" or "tcpSocket" or "grpc":
                if (kind == "httpGet" && action.StringAt("path") is null or "")
                {
                    errors.Add(FieldError.Required($"{path}.path"));
                }

                ContainerValidation.CheckPort($"{path}.port", action["port"], errors);
                if (kind == "httpGet" && action.StringAt("scheme") is var scheme and not ("HTTP" or "HTTPS"))
                {
                    errors.Add(FieldError.Unsupported($"{path}.scheme", scheme ?? "", "HTTP", "HTTPS"));
                }

                break;
        }
    }
}
