using Kubespy.Core.Objects;

namespace Kubespy.Cli.Live;

/// <summary>What a key is about: an object, by its identity and its name, whether or not it is among those that are known.</summary>
internal sealed record LiveSubject(string Uid, string Kind, string ApiVersion, ObjectKey Key)
{
    public bool IsPod => (Kind, ApiVersion) == ("Pod", "v1");

    public static LiveSubject Of(KubeObject obj) => new(obj.Uid, obj.Kind, obj.ApiVersion, obj.Key);

    public static LiveSubject Pod(string uid, ObjectKey key) => new(uid, "Pod", "v1", key);

    public override string ToString() => $"{ShortNames.Of(Kind)}/{Key.Name}";
}
