using Kubespy.ControlPlane.Api.CustomResources;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// Brings a value into the one form that the API server would give it, as decoding into the Go type and encoding again does:
/// fields in declared order, unknown fields gone, empty values left out where the type says so, quantities and times canonical.
/// So equal content is equal bytes. One use for one object; what was unknown is listed in <see cref="UnknownFields"/>.
/// </summary>
public sealed class ObjectNormalizer
{
    private readonly PathStack _path = new();
    private string[] _names = new string[64];
    private Value[] _values = new Value[64];
    private int _reserved;
    private TypeSchema? _root;
    private List<string>? _unknown;

    /// <summary>The paths of the fields that the type does not have, as strict decoding names them.</summary>
    public IReadOnlyList<string> UnknownFields => _unknown ?? [];

    /// <summary>Whether lists that are written even if empty are brought into the form of storage, protobuf, which keeps them as none.</summary>
    public bool IsStored { get; init; }

    /// <summary>Whether there were such lists.</summary>
    public bool HasEmptyLists { get; private set; }

    /// <summary>The canonical form. What is shared with a known canonical object of the type is canonical, and is not looked at.</summary>
    /// <exception cref="DecodingException">A value is of the wrong kind.</exception>
    public MapValue Normalize(MapValue value, TypeSchema type, MapValue? known = null)
    {
        _root = type;
        return type.Structure is { } structure ? new StructuralNormalizer(_unknown ??= []).Normalize(value, structure) : NormalizeObject(value, type, known);
    }

    private MapValue NormalizeObject(MapValue map, TypeSchema type, MapValue? known)
    {
        var fields = type.Fields;
        var start = Reserve(fields.Count);
        var (count, declared, isSame) = (0, 0, true);
        for (var i = 0; i < fields.Count; i++)
        {
            var field = fields[i];
            var given = map[field.Name];
            if (given is not null)
            {
                declared++;
            }

            var like = known?[field.Name];
            var normal = given is null or NullValue ? type.ZeroOf(i) : ReferenceEquals(given, like) ? given : NormalizeField(given, field, type, like);
            if (normal is null)
            {
                continue;
            }

            isSame = isSame && count < map.Count && ReferenceEquals(map.Values[count], normal) && map.Names[count] == field.Name;
            (_names[start + count], _values[start + count++]) = (field.Name, normal);
        }

        _reserved = start;

        if (declared < map.Count)
        {
            AddUnknown(map, type);
        }

        return isSame && count == map.Count
            ? map
            : MapValue.Adopt(_names.AsSpan(start, count).ToArray(), _values.AsSpan(start, count).ToArray());
    }

    /// <summary>Room for an object's entries until it is known whether they differ: most objects are canonical already.</summary>
    private int Reserve(int count)
    {
        var start = _reserved;
        _reserved += count;
        if (_reserved > _names.Length)
        {
            Array.Resize(ref _names, Math.Max(_reserved, 2 * _names.Length));
            Array.Resize(ref _values, _names.Length);
        }

        return start;
    }

    private Value? NormalizeField(Value given, FieldSchema field, TypeSchema type, Value? known)
    {
        _path.Push(field.Name);
        var normal = NormalizeValue(given, field.Type, type, known);
        _path.Pop();
        if (field.Type.IsPointer || !IsEmpty(normal, field.Type.Kind))
        {
            return normal;
        }

        if (field.OmitsEmpty || field.Type.Kind is not (FieldKind.List or FieldKind.Map) || type.IsStoredAsJson)
        {
            return field.OmitsEmpty ? null : normal;
        }

        HasEmptyLists = true;
        return IsStored ? Value.Null : normal;
    }

    private Value NormalizeValue(Value given, FieldType fieldType, TypeSchema owner, Value? known)
    {
        switch (fieldType.Kind)
        {
            case FieldKind.Raw:
                return given;
            case FieldKind.Object:
                return given is MapValue map ? NormalizeObject(map, fieldType.Object!, known as MapValue) : throw Mismatch(given, fieldType, owner);
            case FieldKind.List:
                return given is ListValue list ? NormalizeList(list, fieldType, owner, known as ListValue) : throw Mismatch(given, fieldType, owner);
            case FieldKind.Map:
                return given is MapValue entries ? NormalizeMap(entries, fieldType, owner, known as MapValue) : throw Mismatch(given, fieldType, owner);
            default:
                return ScalarNormalizer.Normalize(given, fieldType) ?? throw Mismatch(given, fieldType, owner);
        }
    }

    private ListValue NormalizeList(ListValue list, FieldType type, TypeSchema owner, ListValue? known)
    {
        Value[]? changed = null;
        for (var i = 0; i < list.Count; i++)
        {
            var like = known is not null && i < known.Count ? known[i] : null;
            if (ReferenceEquals(list[i], like))
            {
                continue;
            }

            _path.Push(i);
            var item = list[i] is NullValue && !type.Element!.IsPointer ? type.Element.Zero : NormalizeValue(list[i], type.Element!, owner, like);
            _path.Pop();
            if (!ReferenceEquals(item, list[i]))
            {
                (changed ??= list.AsSpan().ToArray())[i] = item;
            }
        }

        return changed is null ? list : ListValue.Adopt(changed);
    }

    /// <summary>Go writes a map's entries sorted by name.</summary>
    private MapValue NormalizeMap(MapValue map, FieldType type, TypeSchema owner, MapValue? known)
    {
        var isSame = true;
        for (var i = 1; i < map.Count && isSame; i++)
        {
            isSame = string.CompareOrdinal(map.Names[i - 1], map.Names[i]) < 0;
        }

        var isAmounts = type.GoType == "v1.ResourceList";
        var names = map.Names.ToArray();
        var values = map.Values.ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            var like = known?[names[i]];
            if (ReferenceEquals(values[i], like))
            {
                continue;
            }

            _path.Push(names[i]);
            var value = values[i] is NullValue && !type.Element!.IsPointer ? type.Element.Zero
                : isAmounts ? ScalarNormalizer.NormalizeQuantity(values[i], isRounded: true) ?? throw Mismatch(values[i], type.Element!, owner)
                : NormalizeValue(values[i], type.Element!, owner, like);
            _path.Pop();
            isSame = isSame && ReferenceEquals(value, values[i]);
            values[i] = value;
        }

        if (isSame)
        {
            return map;
        }

        Array.Sort(names, values, StringComparer.Ordinal);
        return MapValue.Adopt(names, values);
    }

    /// <summary>Structs are never empty to Go's encoder, maps can be.</summary>
    private static bool IsEmpty(Value value, FieldKind kind) => value switch
    {
        MapValue map => kind == FieldKind.Map && map.Count == 0,
        StringValue text => text.Text.Length == 0,
        NumberValue number => number.TryInt64() == 0,
        BoolValue flag => !flag.IsTrue,
        ListValue list => list.Count == 0,
        _ => false,
    };

    private void AddUnknown(MapValue map, TypeSchema type)
    {
        foreach (var (name, _) in map)
        {
            if (type.Find(name) is null)
            {
                (_unknown ??= []).Add(_path.To(name));
            }
        }
    }

    private DecodingException Mismatch(Value given, FieldType type, TypeSchema owner) => DecodingMismatch.Of(given, type, owner, _root!, _path.Names);
}
