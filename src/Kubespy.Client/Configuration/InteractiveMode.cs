namespace Kubespy.Client.Configuration;

/// <summary>Whether a credential program may talk to the user (client.authentication.k8s.io, ExecConfig.InteractiveMode).</summary>
public enum InteractiveMode
{
    /// <summary>Where standard input is a terminal.</summary>
    IfAvailable,
    Never,

    /// <summary>It fails where standard input is no terminal.</summary>
    Always,
}
