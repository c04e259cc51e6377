using System.Globalization;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Probes and lifecycle hooks (validateProbe, validateLifecycle in pkg/apis/core/validation).</summary>
internal static class ProbeValidation
{
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];

    public static void Check(CheckedField container, CheckedField spec)
    {
        foreach (var hook in (string[])["postStart", "preStop"])
        {
            if (container["lifecycle", hook] is { IsSet: true } handler)
            {
                CheckHandler(handler, spec, without: "grpc");
            }
        }

        if (container["lifecycle", "stopSignal"] is { IsSet: true } signal && !spec["os"].IsSet)
        {
            signal.Forbidden("may not be set for containers with empty `spec.os.name`");
        }

        foreach (var name in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container[name] is { IsSet: true } probe)
            {
                CheckProbe(probe, spec, isReadiness: name == "readinessProbe");
            }
        }
    }

    private static void CheckProbe(CheckedField probe, CheckedField spec, bool isReadiness)
    {
        CheckHandler(probe, spec, without: "sleep");
        foreach (var field in (string[])["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
        {
            probe[field].IsNotNegative();
        }

        var grace = probe["terminationGracePeriodSeconds"];
        if (grace is { IsSet: true, Number: <= 0 })
        {
            grace.Invalid("must be greater than 0");
        }

        if (isReadiness && grace.IsSet)
        {
            grace.Invalid("must not be set for readinessProbes");
        }
        else if (!isReadiness && probe["successThreshold"].Number != 1)
        {
            probe["successThreshold"].Invalid(probe["successThreshold"].Number, "must be 1");
        }
    }

    private static void CheckHandler(CheckedField handler, CheckedField spec, string without)
    {
        var isFound = false;
        foreach (var name in Handlers)
        {
            if (name == without || handler[name] is not { IsSet: true } action)
            {
                continue;
            }

            if (isFound)
            {
                action.Forbidden("may not specify more than 1 handler type");
                continue;
            }

            isFound = true;
            CheckAction(name, action, spec);
        }

        if (!isFound)
        {
            handler.Required("must specify a handler type");
        }
    }

    private static void CheckAction(string name, CheckedField action, CheckedField spec)
    {
        switch (name)
        {
            case "exec" when action["command"].Count == 0:
                action["command"].Required();
                break;
            case "httpGet":
                action["path"].IsGiven();
                action["port"].IsPortOrName();
                action["scheme"].IsOneOf("HTTP", "HTTPS");
                foreach (var header in action["httpHeaders"].Items)
                {
                    action["httpHeaders"].Keeps(header["name"].Text, NameRules.HeaderName);
                }

                break;
            case "tcpSocket":
                action["port"].IsPortOrName();
                break;
            case "grpc":
                action["port"].IsPort();
                break;
            case "sleep" when spec["terminationGracePeriodSeconds"] is { IsSet: true, Number: var grace } && (action["seconds"].Number < 0 || action["seconds"].Number > grace):
                action.Invalid(
                    action["seconds"].Number,
                    string.Create(CultureInfo.InvariantCulture, $"must be non-negative and less than terminationGracePeriodSeconds ({grace})"));
                break;
        }
    }
}
