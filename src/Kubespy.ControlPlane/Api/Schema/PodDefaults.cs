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
        if (result["hostNetwork"]?.AsBool() == true)
        {
            result = UpdateItems(UpdateItems(result, "containers", HostPorts), "initContainers", HostPorts);
        }

        if (result["terminationGracePeriodSeconds"]?.AsInt64() < 0)
        {
            result = result.With("terminationGracePeriodSeconds", 1); // pkg/apis/core/v1/conversion.go
        }

        return Default(result, "enableServiceLinks", true);
    }

    private static MapValue HostPorts(MapValue container) =>
        UpdateItems(container, "ports", p => DefaultNumber(p, "hostPort", p["containerPort"]?.AsInt64() ?? 0));

    private static MapValue PodSpec(MapValue spec)
    {
        var result = Default(spec, "restartPolicy", "Always");
        result = Default(result, "terminationGracePeriodSeconds", 30);
        result = Default(result, "dnsPolicy", "ClusterFirst");
        result = Default(result, "securityContext", MapValue.Empty);
        result = Default(result, "schedulerName", "default-scheduler");
        // The deprecated name is kept in step on conversion, and counts where the new one is not set.
        if ((result.StringAt("serviceAccountName") is { Length: > 0 } name ? name : result.StringAt("serviceAccount")) is { Length: > 0 } account)
        {
            result = result.With("serviceAccountName", account).With("serviceAccount", account);
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
        result = Default(result, "imagePullPolicy", VolumeDefaults.PullPolicyOf(result.StringAt("image")));
        result = UpdateItems(result, "ports", port => Default(port, "protocol", "TCP"));
        result = UpdateItems(result, "env", VolumeDefaults.EnvironmentVariable);
        result = UpdateIfSet(result, "livenessProbe", Probe);
        result = UpdateIfSet(result, "readinessProbe", Probe);
        result = UpdateIfSet(result, "startupProbe", Probe);
        return UpdateIfSet(result, "lifecycle", lifecycle =>
            UpdateIfSet(UpdateIfSet(lifecycle, "postStart", HttpGet), "preStop", HttpGet));
    }

    private static MapValue Probe(MapValue probe)
    {
        var result = DefaultNumber(Handler(probe), "timeoutSeconds", 1);
        result = DefaultNumber(result, "periodSeconds", 10);
        result = DefaultNumber(result, "successThreshold", 1);
        return DefaultNumber(result, "failureThreshold", 3);
    }

    private static MapValue Handler(MapValue handler) => UpdateIfSet(HttpGet(handler), "grpc", grpc => Default(grpc, "service", ""));

    private static MapValue HttpGet(MapValue handler) =>
        UpdateIfSet(handler, "httpGet", get => Default(Default(get, "path", "/"), "scheme", "HTTP"));

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
}
