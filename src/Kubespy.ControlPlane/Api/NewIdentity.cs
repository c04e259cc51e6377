using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>What the server alone gives a new object: its name where that is generated, its uid, its time, and five characters more for a name inside it.</summary>
public sealed record NewIdentity(string Name, string Uid, DateTimeOffset Time, Func<string> NextSuffix)
{
    /// <summary>Five characters that stand for those that will be drawn at the commit.</summary>
    public const string SuffixPlaceholder = "22222";

    private const string UidPlaceholder = "00000000-0000-4000-8000-000000000000";

    /// <summary>Holds the places of what is drawn when the object is committed.</summary>
    public static NewIdentity Draft(KubeObject obj, DateTimeOffset now) => new(
        obj.Name.Length > 0 ? obj.Name : (obj.Metadata.StringAt("generateName") ?? "") is { Length: > 0 } prefix ? prefix + SuffixPlaceholder : "",
        UidPlaceholder, now, static () => SuffixPlaceholder);

    /// <summary>The object with this identity. The revision holds its place until the commit.</summary>
    public KubeObject GiveTo(KubeObject obj) => obj.WithMetadata("name", Name)
        .WithMetadata("uid", Uid)
        .WithMetadata("resourceVersion", "0")
        .WithMetadata("creationTimestamp", Timestamp.Format(Time))
        .WithMetadata("deletionTimestamp", null)
        .WithMetadata("deletionGracePeriodSeconds", null)
        .WithMetadata("selfLink", null);

    /// <summary>A prepared object with this identity in the places that a draft held.</summary>
    public KubeObject Complete(KubeObject prepared)
    {
        var time = StringValue.Of(Timestamp.Format(Time));
        var metadata = prepared.Metadata.With("name", Name).With("uid", Uid).With("creationTimestamp", time);
        if (metadata["managedFields"] is ListValue entries && entries.Any(e => e["time"] != time))
        {
            metadata = metadata.With("managedFields", ListValue.Of(entries.Select(e => (Value)((MapValue)e).With("time", time))));
        }

        return new KubeObject(prepared.Root.With("metadata", metadata));
    }
}
