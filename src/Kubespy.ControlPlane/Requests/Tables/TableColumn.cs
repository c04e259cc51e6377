using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>A column of a kind's table: priority 0 is always shown, 1 with <c>-o wide</c>.</summary>
public sealed record TableColumn(string Name, string Type, int Priority, string Description, Func<KubeObject, DateTimeOffset, Value> Cell)
{
    public string Format { get; init; } = Name == "Name" ? "name" : "";

    public MapValue ToValue() => MapValue.Of(
        ("name", Name), ("type", Type), ("format", Format), ("description", Description), ("priority", Priority));
}
