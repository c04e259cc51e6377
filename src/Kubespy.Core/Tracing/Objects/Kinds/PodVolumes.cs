using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>The volumes of a Pod that are worth a line: its claims, and those that do not mount.</summary>
internal static class PodVolumes
{
    public static IEnumerable<(string Volume, string Claim)> Claims(KubeObject pod) => pod.Root.ListAt("spec", "volumes")
        .Select(v => (v.StringAt("name") ?? "", v.StringAt("persistentVolumeClaim", "claimName") ?? (v["ephemeral"] is not null ? $"{pod.Name}-{v.StringAt("name")}" : "")))
        .Where(v => v.Item2.Length > 0);

    public static IReadOnlyList<TraceRow> Rows(KubeObject pod, TraceWorld world)
    {
        var isMounted = pod.Condition("PodReadyToStartContainers").StringAt("status") == "True" || PodView.Of(pod).IsTerminal || PodView.Of(pod).IsReady;
        var failures = isMounted ? [] : world.Events.About(pod.Uid).Where(e => EventText.Reason(e) is "FailedMount" or "FailedAttachVolume" or "FailedMapVolume").ToArray();
        var claims = Claims(pod).DistinctBy(c => c.Volume).ToDictionary(c => c.Volume, c => c.Claim, StringComparer.Ordinal);
        return [.. pod.Root.ListAt("spec", "volumes").Select(v => Row(pod, v, claims, failures, world)).OfType<TraceRow>()];
    }

    private static TraceRow? Row(KubeObject pod, Value volume, Dictionary<string, string> claims, IReadOnlyList<KubeObject> failures, TraceWorld world)
    {
        var name = volume.StringAt("name") ?? "";
        var failure = failures.LastOrDefault(e => (e.Root.StringAt("message") ?? "").Contains($"\"{name}\"", StringComparison.Ordinal));
        var details = failure is null ? [] : new[] { EventText.Of(failure) };
        if (claims.TryGetValue(name, out var claimName))
        {
            var claim = world.Store.Find("PersistentVolumeClaim", pod.Namespace, claimName);
            var row = claim is null
                ? TraceRow.Of(claimName, Health.Failing, world.Forbidden.Contains("persistentvolumeclaims") ? "claim that may not be read" : "the claim does not exist")
                : ClaimRows.Of(claim, world, hasEvents: false);
            return row with { Name = $"{name} ({claimName})", Details = details, Health = failure is null ? row.Health : Health.Failing };
        }

        return failure is null ? null : TraceRow.Of($"{name} ({Source(volume)})", Health.Failing, "does not mount", details);
    }

    private static string Source(Value volume) =>
        volume.StringAt("configMap", "name") is { } map ? $"ConfigMap {map}"
        : volume.StringAt("secret", "secretName") is { } secret ? $"Secret {secret}"
        : volume.AsMap()?.Select(f => f.Key).FirstOrDefault(f => f != "name") ?? "volume";
}
