namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>A value does not fit its type; the message is the one that Go's encoding/json would give.</summary>
public sealed class DecodingException(string message) : Exception(message);
