using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Patching;

/// <summary>One operation of a JSON patch (RFC 6902, section 4). A missing value is null in C#, not JSON's null.</summary>
public sealed record JsonPatchOperation(string Op, string Path, string? From, Value? Value);
