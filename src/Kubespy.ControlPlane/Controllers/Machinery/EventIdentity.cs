namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>What makes Events similar: who says what about whom; not the message.</summary>
internal sealed record EventIdentity(string Component, string Host, string Uid, string FieldPath, string Type, string Reason);
