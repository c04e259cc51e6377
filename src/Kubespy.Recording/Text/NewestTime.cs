using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Recording.Text;

/// <summary>The newest time that an object carries: it was seen no earlier than that.</summary>
internal static class NewestTime
{
    private static readonly string[] Fields =
        ["creationTimestamp", "time", "lastTransitionTime", "lastUpdateTime", "startedAt", "finishedAt", "lastTimestamp", "eventTime", "lastObservedTime", "startTime", "completionTime"];

    /// <summary>Null where it carries none.</summary>
    public static DateTimeOffset? Of(KubeObject obj)
    {
        var newest = Below(obj.Metadata, depth: 0);
        newest = Later(newest, Below(obj.Root["status"], depth: 0));
        foreach (var field in (string[])["lastTimestamp", "eventTime", "firstTimestamp"])
        {
            newest = Later(newest, Timestamp.Parse(obj.Root.StringAt(field)));
        }

        return Later(newest, Timestamp.Parse(obj.Root.StringAt("series", "lastObservedTime")));
    }

    private static DateTimeOffset? Below(Value? value, int depth)
    {
        DateTimeOffset? newest = null;
        switch (value)
        {
            case MapValue map when depth < 6:
                for (var i = 0; i < map.Count; i++)
                {
                    newest = Later(newest, map.Values[i] is StringValue text && Fields.Contains(map.Names[i]) ? Timestamp.Parse(text.Text) : Below(map.Values[i], depth + 1));
                }

                break;
            case ListValue list:
                foreach (var item in list)
                {
                    newest = Later(newest, Below(item, depth + 1));
                }

                break;
        }

        return newest;
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;
}
