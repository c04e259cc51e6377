using Kubespy.Core.Timelines;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Telemetry;

/// <summary>Whose spans and metrics they are: kubespy's, of a Kubernetes object (OpenTelemetry's semantic conventions for Kubernetes).</summary>
internal static class OtlpResource
{
    public const string Scope = "kubespy";

    public static MapValue Of(Timeline timeline)
    {
        var kind = timeline.Kind.ToLowerInvariant();
        var attributes = new List<Value> { OtlpValue.Text("service.name", "kubespy"), OtlpValue.Text($"k8s.{kind}.name", timeline.Name) };
        if (timeline.Uid.Length > 0)
        {
            attributes.Add(OtlpValue.Text($"k8s.{kind}.uid", timeline.Uid));
        }

        if (timeline.Namespace.Length > 0)
        {
            attributes.Add(OtlpValue.Text("k8s.namespace.name", timeline.Namespace));
        }

        return MapValue.Of(("attributes", ListValue.Of(attributes)));
    }

    public static MapValue ScopeOf() => MapValue.Of(("name", Scope), ("version", typeof(OtlpResource).Assembly.GetName().Version!.ToString(3)));
}
