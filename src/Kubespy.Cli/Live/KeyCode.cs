namespace Kubespy.Cli.Live;

/// <summary>Which key of a keyboard.</summary>
public enum KeyCode
{
    /// <summary>One that types a character.</summary>
    Text,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    Enter,
    Escape,
    Backspace,

    /// <summary>One that the live view has no use for.</summary>
    Other,
}
