using System.Globalization;
using System.Text.RegularExpressions;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

/// <summary>What a watch tells of a Pod, in a line without what no two Pods share: as tools/twin/pods.py writes it of a real one.</summary>
internal static partial class PodLine
{
    public static string Of(StoreEventType type, KubeObject pod)
    {
        var words = new List<string> { type.ToString().ToUpperInvariant(), pod.Status.StringAt("phase") ?? "None" };
        words.AddRange(new[] { "reason", "message" }.Where(f => pod.Status.StringAt(f) is { Length: > 0 }).Select(f => $"{f}={pod.Status.StringAt(f)}"));
        if (pod.IsBeingDeleted)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"deleted with {pod.Metadata.Int64At("deletionGracePeriodSeconds")}s"));
        }

        words.AddRange(pod.Root.ListAt("status", "conditions").OrderBy(c => c.StringAt("type"), StringComparer.Ordinal).Select(Condition));
        words.AddRange(Containers(pod, "initContainerStatuses", "init "));
        words.AddRange(Containers(pod, "containerStatuses", ""));
        words.AddRange(Containers(pod, "ephemeralContainerStatuses", "ephemeral "));
        words.AddRange(new[] { "podIP", "hostIP", "startTime" }.Where(f => pod.Status?[f] is not null));
        words.Add("observed " + (pod.Status.Int64At("observedGeneration")?.ToString(CultureInfo.InvariantCulture) ?? "None"));
        return Plain(string.Join(' ', words), pod);
    }

    /// <summary>Without what is drawn or named anew each time.</summary>
    public static string Plain(string text, KubeObject pod)
    {
        text = Ids().Replace(Addresses().Replace(Uids().Replace(Times().Replace(text, "<time>"), "<uid>"), "<ip>"), "<id>");
        text = WithoutCapacity(Pulls().Replace(text, " in …"));
        text = pod.Namespace.Length > 0 ? text.Replace(pod.Namespace, "NS", StringComparison.Ordinal) : text;
        return PodView.Of(pod).NodeName is { Length: > 0 } node ? text.Replace(node, "NODE", StringComparison.Ordinal) : text;
    }

    /// <summary>Without how much the node has.</summary>
    public static string WithoutCapacity(string text) => Capacities().Replace(text, "capacity: …");

    private static string Condition(Value condition) =>
        $"{condition.StringAt("type")}={condition.StringAt("status")}{(condition.StringAt("reason") is { Length: > 0 } reason ? ":" + reason : "")}{(condition.StringAt("message") is { Length: > 0 } message ? $"({message})" : "")}";

    private static IEnumerable<string> Containers(KubeObject pod, string field, string mark) => pod.Root.ListAt("status", field).Select(c =>
        string.Create(CultureInfo.InvariantCulture, $"{mark}{c.StringAt("name")}{{{State(c.MapAt("state"))}, last {State(c.MapAt("lastState"))}, {c.Int64At("restartCount")} restarts, ")
        + $"ready {c.BoolAt("ready")}, started {c.BoolAt("started")?.ToString() ?? "None"}, {c.StringAt("image")?.Split('/')[^1]}{(c.StringAt("imageID") is { Length: > 0 } ? " with id" : "")}}}");

    private static string State(MapValue? state)
    {
        if (state is null || state.Count == 0)
        {
            return "none";
        }

        var kind = new[] { "waiting", "running", "terminated" }.Single(k => state[k] is not null);
        var fields = state.MapAt(kind)!;
        var words = new[] { fields.StringAt("reason"), fields.Int64At("exitCode")?.ToString(CultureInfo.InvariantCulture), fields.Int64At("signal")?.ToString(CultureInfo.InvariantCulture), fields.StringAt("message") };
        return string.Join(' ', words.OfType<string>().Prepend(kind));
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Times();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Uids();

    [GeneratedRegex(@"\b10\.\d+\.\d+\.\d+\b")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"containerd://[0-9a-f]{64}|\b[0-9a-f]{64}\b")]
    private static partial Regex Ids();

    [GeneratedRegex(@" in \S+ \(\S+ including waiting\)\. Image size: \d+ bytes")]
    private static partial Regex Pulls();

    [GeneratedRegex(@"capacity: \d+|allocatable: \d+")]
    private static partial Regex Capacities();
}
