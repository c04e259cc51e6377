using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

/// <summary>
/// The states that a Pod goes through, each in a line, as a watch would see them: for comparison with what a real kubelet did.
/// <c>Running [Initialized Ready] c{running n=1 last=Error,1 ready} ip</c>
/// </summary>
internal sealed class PodStory
{
    private readonly List<string> _lines = [];

    public PodStory(NodeFixture node, string name = "web") => node.Cluster.Store.Subscribe(Resources.Pods, change =>
    {
        if (change.Object.Name == name && change.Type != StoreEventType.Deleted && Line(change.Object) is var line && line != _lines.LastOrDefault())
        {
            _lines.Add(line);
        }
    });

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>What became of one container: its states alone.</summary>
    public IReadOnlyList<string> Of(string container)
    {
        List<string> states = [];
        foreach (var line in _lines)
        {
            var state = line.Split(container + "{", 2) is [_, var rest] ? rest[..rest.IndexOf('}', StringComparison.Ordinal)] : "";
            if (state.Length > 0 && state != states.LastOrDefault())
            {
                states.Add(state);
            }
        }

        return states;
    }

    private static string Line(KubeObject pod)
    {
        var status = pod.Root.At("status");
        string[] conditions =
        [
            .. status.ListAt("conditions").Where(c => c.StringAt("type") != "PodScheduled" && c.StringAt("status") == "True")
                .Select(c => c.StringAt("type")! + (c.StringAt("reason") is { } reason ? ":" + reason : "")).Order(StringComparer.Ordinal),
        ];
        return string.Join(' ', (string[])
        [
            status.StringAt("phase") ?? "",
            $"[{string.Join(' ', conditions)}]",
            .. status.ListAt("initContainerStatuses").Concat(status.ListAt("containerStatuses")).Concat(status.ListAt("ephemeralContainerStatuses")).Select(Container),
            .. status.StringAt("podIP") is null ? (string[])[] : ["ip"],
        ]);
    }

    private static string Container(Value container) => string.Create(
        CultureInfo.InvariantCulture,
        $"{container.StringAt("name")}{{{State(container.MapAt("state"))} n={container.Int64At("restartCount")}{Last(container)}{(container.BoolAt("ready") == true ? " ready" : "")}{(container.BoolAt("started") == true ? " started" : "")}}}");

    private static string Last(Value container) => container.MapAt("lastState") is { Count: > 0 } last ? " last=" + State(last) : "";

    private static string State(MapValue? state) =>
        state.MapAt("terminated") is { } ended ? FormattableString.Invariant($"{ended.StringAt("reason")},{ended.Int64At("exitCode")}")
        : state.StringAt("waiting", "reason") ?? "running";
}
