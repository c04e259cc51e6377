using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Clusters;

/// <summary>A cluster under a name: which process it is, where it is reached, where it is kept (empty in memory only), since when.</summary>
internal sealed record NamedCluster(string Name, int ProcessId, string Address, string Kubeconfig, string DataFolder, DateTimeOffset Started, bool IsRunning)
{
    public static NamedCluster Parse(string json, bool isRunning)
    {
        var value = ValueReader.Read(System.Text.Encoding.UTF8.GetBytes(json));
        return new NamedCluster(
            value.StringAt("name") ?? "",
            (int)(value.Int64At("pid") ?? 0),
            value.StringAt("address") ?? "",
            value.StringAt("kubeconfig") ?? "",
            value.StringAt("data") ?? "",
            DateTimeOffset.Parse(value.StringAt("started") ?? "", CultureInfo.InvariantCulture),
            isRunning);
    }

    public string ToJson() => ToValue().ToString();

    public MapValue ToValue() => MapValue.Of(
        ("name", Name), ("pid", ProcessId), ("address", Address), ("kubeconfig", Kubeconfig), ("data", DataFolder),
        ("started", Started.ToString("O", CultureInfo.InvariantCulture)), ("running", BoolValue.Of(IsRunning)));
}
