using Kubespy.Core.Watching;

namespace Kubespy.Core.Tracing;

/// <summary>The last lines of the logs of containers that failed, by Pod, for as long as the Pod is known.</summary>
internal sealed class ContainerLogs
{
    private readonly Dictionary<string, SortedDictionary<string, IReadOnlyList<string>>> _byPod = new(StringComparer.Ordinal);

    /// <summary>Whether it says something else than before: a container that crashes again mostly says the same.</summary>
    public bool Apply(SourceEvent.LogRead log)
    {
        if (!_byPod.TryGetValue(log.PodUid, out var logs))
        {
            _byPod[log.PodUid] = logs = new(StringComparer.Ordinal);
        }

        var isNews = !logs.TryGetValue(log.Container, out var before) || !before.SequenceEqual(log.Lines, StringComparer.Ordinal);
        logs[log.Container] = log.Lines;
        return isNews;
    }

    public void Forget(string podUid) => _byPod.Remove(podUid);

    public IReadOnlyList<string> Of(string podUid, string container) =>
        _byPod.TryGetValue(podUid, out var logs) && logs.TryGetValue(container, out var lines) ? lines : [];

    /// <summary>Of all its containers; each line says whose it is where there are several.</summary>
    public IReadOnlyList<string> Of(string podUid) => _byPod.TryGetValue(podUid, out var logs)
        ? [.. logs.SelectMany(l => l.Value.Select(line => Shown(l.Key, line, logs.Count > 1)))]
        : [];

    /// <summary>A line of a log, told apart from what kubespy says.</summary>
    public static string Shown(string container, string line, bool isNamed) => isNamed ? $"{container} | {line}" : $"| {line}";
}
