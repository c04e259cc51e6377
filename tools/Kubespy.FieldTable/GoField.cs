namespace Kubespy.FieldTable;

/// <summary>
/// A field of a Go struct as types.go declares it: Go name and type, JSON name, protobuf number and the markers
/// that say how lists and maps are owned. An embedded struct that JSON flattens has no JSON name.
/// </summary>
internal sealed record GoField(string GoName, string GoType, string JsonName, int Number, IReadOnlyList<string> Flags);
