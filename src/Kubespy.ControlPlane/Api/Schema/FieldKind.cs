namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>What a field holds, as far as reading, writing and merging it differ.</summary>
public enum FieldKind
{
    Boolean,
    Integer,
    Number,
    String,
    Bytes,
    Quantity,
    IntOrString,
    Time,
    MicroTime,
    Duration,
    Object,
    List,
    Map,

    /// <summary>Kept as it came: FieldsV1, RawExtension.</summary>
    Raw,

    /// <summary>Anything, owned by what it turns out to be: the entries of a map each, everything else as a whole.</summary>
    Any,
}
