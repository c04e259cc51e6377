using System.Globalization;

namespace Kubespy.Core.Tracing;

/// <summary>Tells which Pods fail and how: one line for those of a ReplicaSet that fail alike, told anew when one does so again.</summary>
internal sealed class TroubleStory(TraceLog log)
{
    private const int MaxKept = 100;

    private readonly Dictionary<(string Owner, string Cause), Trouble> _troubles = [];
    private readonly Dictionary<string, long> _recovered = new(StringComparer.Ordinal);

    /// <summary>A Pod fails, or does so again. The line's number, and what it says.</summary>
    public (long Id, string Text) Tell(DateTimeOffset time, PodState old, PodState pod)
    {
        var isCrash = pod.Note.Length > 0;
        var isPull = pod.Word.Contains("ImagePull", StringComparison.Ordinal);
        var cause = isCrash ? CrashCause(pod) : isPull ? pod.Detail : pod.Word + pod.Detail;
        if (!_troubles.TryGetValue((pod.OwnerUid, cause), out var trouble))
        {
            if (_troubles.Count >= MaxKept)
            {
                _troubles.Clear();
            }

            _troubles[(pod.OwnerUid, cause)] = trouble = new Trouble();
        }

        var isNew = trouble.Pods.Add(pod.ShortName);
        if (!isNew && old.Health == Health.Failing && old.Restarts == pod.Restarts && trouble.Told)
        {
            // ErrImagePull and ImagePullBackOff, Error and CrashLoopBackOff take turns: they tell of the same.
            return (trouble.Id, trouble.Text);
        }

        if (_recovered.Remove(pod.Uid, out var recovery))
        {
            log.Remove(recovery);
        }

        log.Remove(trouble.Id);
        trouble.Restarts = Math.Max(trouble.Restarts, pod.Restarts);
        trouble.Text = isCrash ? Crash(trouble, cause) : $"{Names.Of(trouble.Pods)} {pod.Word}{(pod.IsTerminal && pod.Disruption.Length > 0 ? ", " + pod.Disruption : "")}{Why(pod, isPull)}";
        trouble.Id = log.Tell(time, "", "", trouble.Text, isWarning: true);
        trouble.Told = true;
        return (trouble.Id, trouble.Text);
    }

    /// <summary>A Pod that failed runs again, for now.</summary>
    public void Recovered(DateTimeOffset time, PodState pod)
    {
        if (_recovered.TryGetValue(pod.Uid, out var told))
        {
            log.Remove(told);
        }

        var after = pod.Restarts > 0 ? string.Create(CultureInfo.InvariantCulture, $" after restart {pod.Restarts}") : "";
        _recovered[pod.Uid] = log.Tell(time, "", "", $"{pod.ShortName} Ready again{after}");
    }

    public void Gone(PodState pod)
    {
        _recovered.Remove(pod.Uid);
        foreach (var trouble in _troubles.Values)
        {
            trouble.Pods.Remove(pod.ShortName);
        }
    }

    private static string CrashCause(PodState pod) =>
        (pod.Word is "Error" or "CrashLoopBackOff" or "Ready" or "Running, not Ready" ? "" : pod.Word + ", ") + pod.Note.Replace("last ", "", StringComparison.Ordinal);

    private static string Crash(Trouble trouble, string cause)
    {
        var names = Names.Of(trouble.Pods);
        var restarts = trouble.Restarts == 1 ? "1 restart" : string.Create(CultureInfo.InvariantCulture, $"{trouble.Restarts} restarts");
        return trouble.Restarts == 0 ? $"{names} crashed: {cause}" : $"{names} {Names.Verb(trouble.Pods, "keeps", "keep")} crashing: {cause}, {restarts}";
    }

    private static string Why(PodState pod, bool isPull) =>
        pod.Detail.Length == 0 ? ""
        : isPull && pod.Detail.EndsWith("not found", StringComparison.Ordinal) ? ": no retry helps until the tag exists"
        : $": {pod.Detail}";

    private sealed class Trouble
    {
        public SortedSet<string> Pods { get; } = new(StringComparer.Ordinal);

        public long Restarts { get; set; }

        public long Id { get; set; }

        public bool Told { get; set; }

        public string Text { get; set; } = "";
    }
}
