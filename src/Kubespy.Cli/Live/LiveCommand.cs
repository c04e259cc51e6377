namespace Kubespy.Cli.Live;

/// <summary>What a key asks for that is not a matter of the view.</summary>
public enum LiveCommand
{
    None,

    /// <summary>Leave.</summary>
    Quit,

    /// <summary>Read the logs of the pane that has been opened.</summary>
    ReadLogs,
}
