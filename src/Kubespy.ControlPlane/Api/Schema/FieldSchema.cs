namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>A field of an API type: how it is named, numbered, patched and owned.</summary>
public sealed class FieldSchema
{
    /// <summary>The name in JSON; empty for an embedded struct, whose fields JSON shows as its parent's.</summary>
    public required string Name { get; init; }

    /// <summary>The field in sets of fields (FieldsV1): <c>f:</c> and its name.</summary>
    public string Element => field ??= "f:" + Name;

    public required string GoName { get; init; }

    /// <summary>The protobuf field number; 0 where protobuf does not carry the field.</summary>
    public required int Number { get; init; }

    public required FieldType Type { get; init; }

    /// <summary>Whether an empty value (zero, "", no items) is left out of JSON.</summary>
    public bool OmitsEmpty { get; init; }

    public PatchStrategy Patch { get; init; }

    /// <summary>The field that identifies an item of this list in a strategic merge patch.</summary>
    public string? MergeKey { get; init; }

    public ListOwnership Ownership { get; init; }

    /// <summary>The fields that together identify an item of a list owned as a map.</summary>
    public IReadOnlyList<string> MapKeys { get; init; } = [];

    /// <summary>Whether the map or object is owned as a whole.</summary>
    public bool IsAtomic { get; init; }

    /// <summary>Whether the fields of the object are owned each for itself, though its type says as a whole.</summary>
    public bool IsGranular { get; init; }

    public bool IsEmbedded => Name.Length == 0;
}
