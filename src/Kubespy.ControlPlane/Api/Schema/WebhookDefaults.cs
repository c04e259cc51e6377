using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Api.Schema.ObjectDefaults;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>What the API server fills in of webhook configurations (pkg/apis/admissionregistration/v1/defaults.go).</summary>
internal static class WebhookDefaults
{
    public static MapValue Configuration(MapValue root, bool isMutating) => UpdateItems(root, "webhooks", hook =>
    {
        hook = Default(Default(hook, "failurePolicy", "Fail"), "matchPolicy", "Equivalent");
        hook = Default(Default(hook, "namespaceSelector", MapValue.Empty), "objectSelector", MapValue.Empty);
        hook = hook["timeoutSeconds"] is null or NullValue ? hook.With("timeoutSeconds", 10) : hook;
        hook = isMutating ? Default(hook, "reinvocationPolicy", "Never") : hook;
        hook = UpdateItems(hook, "rules", rule => Default(rule, "scope", "*"));
        return UpdateIfSet(hook, "clientConfig", client => UpdateIfSet(client, "service", service => DefaultNumber(service, "port", 443)));
    });
}
