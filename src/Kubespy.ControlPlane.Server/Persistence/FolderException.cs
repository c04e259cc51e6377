namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>A folder or file that the user named and that cannot be used; the message says why and what to do.</summary>
public sealed class FolderException(string message, Exception? inner = null) : IOException(message, inner);
