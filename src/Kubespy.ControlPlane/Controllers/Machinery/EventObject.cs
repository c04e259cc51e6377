using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>What Events have in common, whichever client writes them.</summary>
internal static class EventObject
{
    /// <summary>The moment in nanoseconds; the sequence tells Events of one moment apart.</summary>
    public static long NewSuffix(DateTimeOffset now, long sequence = 0) => ((now.UtcTicks - DateTime.UnixEpoch.Ticks) * 100) + sequence;

    /// <summary>The Event's: named by the object and a suffix; those of objects without a namespace are in the default one.</summary>
    public static ObjectKey KeyOf(KubeObject about, long suffix) =>
        new(about.Namespace.Length == 0 ? "default" : about.Namespace, string.Create(CultureInfo.InvariantCulture, $"{about.Name}.{suffix:x}"));

    public static MapValue Reference(KubeObject about, string? fieldPath = null) => new MapBuilder()
        .Set("kind", about.Kind)
        .Set("namespace", about.Namespace.Length == 0 ? null : StringValue.Of(about.Namespace))
        .Set("name", about.Name)
        .Set("uid", about.Uid)
        .Set("apiVersion", about.ApiVersion)
        .Set("resourceVersion", about.ResourceVersion)
        .Set("fieldPath", fieldPath is null ? null : StringValue.Of(fieldPath))
        .ToMap();
}
