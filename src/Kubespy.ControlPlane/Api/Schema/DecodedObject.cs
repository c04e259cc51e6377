using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>A request's object in canonical form, and what the client should be warned of.</summary>
public sealed record DecodedObject(MapValue Root, IReadOnlyList<string> Warnings);
