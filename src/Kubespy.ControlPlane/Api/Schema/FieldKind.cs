namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>What a field holds, as far as reading, writing and merging it differ.</summary>
public enum FieldKind
{
    Boolean,
    Integer,
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
}
