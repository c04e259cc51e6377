using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Api.Schema.ObjectDefaults;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>The defaults of Pods and Pod templates (pkg/apis/core/v1/defaults.go).</summary>
internal static class PodDefaults
{
    public static MapValue Template(MapValue template) => Update(template, "spec", PodSpec);

    public static MapValue PodSpecOfPod(MapValue spec)
    {
        var result = PodSpec(spec);
        result = UpdateItems(result, "containers", RequestsFromLimits);
        result = UpdateItems(result, "initContainers", RequestsFromLimits);
        return Default(result, "enableServiceLinks", true);
    }

    private static MapValue PodSpec(MapValue spec)
    {
        var result = Default(spec, "restartPolicy", "Always");
        result = Default(result, "terminationGracePeriodSeconds", 30);
        result = Default(result, "dnsPolicy", "ClusterFirst");
        result = Default(result, "securityContext", MapValue.Empty);
        result = Default(result, "schedulerName", "default-scheduler");
        if (result["hostNetwork"]?.AsBool() == true)
        {
            result = UpdateItems(result, "containers", c => UpdateItems(c, "ports", p => DefaultNumber(p, "hostPort", p["containerPort"]?.AsInt64() ?? 0)));
        }

        if (result["serviceAccountName"]?.AsString() is { Length: > 0 } account)
        {
            // The deprecated name is kept in step on conversion.
            result = result.With("serviceAccount", account);
        }

        result = UpdateItems(result, "initContainers", Container);
        result = UpdateItems(result, "containers", Container);
        result = UpdateItems(result, "ephemeralContainers", Container);
        return UpdateItems(result, "volumes", VolumeDefaults.Volume);
    }

    private static MapValue Container(MapValue container)
    {
        var result = Default(container, "terminationMessagePath", "/dev/termination-log");
        result = Default(result, "terminationMessagePolicy", "File");
        result = Default(result, "imagePullPolicy", PullPolicyOf(result["image"]?.AsString() ?? ""));
        result = UpdateItems(result, "ports", port => Default(port, "protocol", "TCP"));
        result = UpdateItems(result, "env", VolumeDefaults.EnvironmentVariable);
        result = UpdateIfSet(result, "livenessProbe", Probe);
        result = UpdateIfSet(result, "readinessProbe", Probe);
        result = UpdateIfSet(result, "startupProbe", Probe);
        return UpdateIfSet(result, "lifecycle", lifecycle =>
            UpdateIfSet(UpdateIfSet(lifecycle, "postStart", Handler), "preStop", Handler));
    }

    private static MapValue Probe(MapValue probe)
    {
        var result = DefaultNumber(Handler(probe), "timeoutSeconds", 1);
        result = DefaultNumber(result, "periodSeconds", 10);
        result = DefaultNumber(result, "successThreshold", 1);
        return DefaultNumber(result, "failureThreshold", 3);
    }

    private static MapValue Handler(MapValue handler)
    {
        var result = UpdateIfSet(handler, "httpGet", get => Default(Default(get, "path", "/"), "scheme", "HTTP"));
        return UpdateIfSet(result, "grpc", grpc => Default(grpc, "service", ""));
    }

    /// <summary>Limits count as requests where no request is stated.</summary>
    private static MapValue RequestsFromLimits(MapValue container) => UpdateIfSet(container, "resources", resources =>
    {
        if (resources["limits"] is not MapValue { Count: > 0 } limits)
        {
            return resources;
        }

        var requests = resources["requests"]?.AsMap() ?? MapValue.Empty;
        foreach (var (name, limit) in limits)
        {
            requests = Default(requests, name, limit);
        }

        return resources.With("requests", requests);
    });

    /// <summary>Always for the tag latest, said or unsaid; a digest or another tag does not change.</summary>
    private static string PullPolicyOf(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        if (name.Contains('@', StringComparison.Ordinal))
        {
            return "IfNotPresent";
        }

        var colon = name.LastIndexOf(':');
        return colon < 0 || name[(colon + 1)..] == "latest" ? "Always" : "IfNotPresent";
    }
}
