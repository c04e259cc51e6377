using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>The type of a field, an item or an entry.</summary>
public sealed class FieldType
{
    private readonly string? _objectName;
    private TypeSchema? _object;

    internal FieldType(FieldKind kind, string goType, bool isPointer, FieldType? element = null, string? objectName = null, TypeSchema? type = null)
    {
        _object = type;
        Kind = kind;
        GoType = goType;
        IsPointer = isPointer;
        Element = element;
        _objectName = objectName;
    }

    public static FieldType Any { get; } = new(FieldKind.Any, "interface {}", isPointer: true);

    public FieldKind Kind { get; }

    /// <summary>Whether unset and zero are told apart.</summary>
    public bool IsPointer { get; }

    /// <summary>The type as Go prints it, without the pointer's star: <c>v1.RestartPolicy</c>, <c>int32</c>, <c>[]v1.Container</c>.</summary>
    public string GoType { get; }

    /// <summary>The type of a list's items or a map's values; null for everything else.</summary>
    public FieldType? Element { get; }

    /// <summary>The type of an object; null for everything else.</summary>
    public TypeSchema? Object => _objectName is null ? _object : _object ??= Schemas.Find(_objectName);

    /// <summary>What Go's encoder writes for a list's item or a map's value that was given as null; null itself for pointers.</summary>
    internal Value Zero => Kind switch
    {
        _ when IsPointer => Value.Null,
        FieldKind.Object => Object!.Zero,
        FieldKind.String or FieldKind.Bytes or FieldKind.Duration => StringValue.Of(""),
        FieldKind.Integer or FieldKind.Number or FieldKind.IntOrString => NumberValue.Of(0),
        FieldKind.Boolean => BoolValue.False,
        FieldKind.Quantity => StringValue.Of("0"),
        _ => Value.Null,
    };

    /// <summary>The type of an object, or of a list's or map's objects.</summary>
    public TypeSchema? ObjectOrElement => Object ?? Element?.ObjectOrElement;
}
