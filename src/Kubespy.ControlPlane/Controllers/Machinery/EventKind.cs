namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>What makes Events about one object, of one component, similar: not the message.</summary>
internal readonly record struct EventKind(string FieldPath, string Type, string Reason);
