namespace Kubespy.Cli.Terminal;

/// <summary>How a piece of text looks: what it means, not which escape sequence makes it.</summary>
public enum Style
{
    Default,
    Bold,
    Dim,
    Green,
    BoldGreen,
    Yellow,
    BoldYellow,
    Red,
    BoldRed,
    Cyan,
}
