namespace Kubespy.Cli.Live;

/// <summary>One press of a key; the text is empty unless the key types some.</summary>
public readonly record struct LiveKey(KeyCode Code, string Text = "")
{
    public static LiveKey Of(char text) => new(KeyCode.Text, text.ToString());

    public static LiveKey Of(ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.UpArrow => new(KeyCode.Up),
        ConsoleKey.DownArrow => new(KeyCode.Down),
        ConsoleKey.LeftArrow => new(KeyCode.Left),
        ConsoleKey.RightArrow => new(KeyCode.Right),
        ConsoleKey.PageUp => new(KeyCode.PageUp),
        ConsoleKey.PageDown => new(KeyCode.PageDown),
        ConsoleKey.Home => new(KeyCode.Home),
        ConsoleKey.End => new(KeyCode.End),
        ConsoleKey.Enter => new(KeyCode.Enter),
        ConsoleKey.Escape => new(KeyCode.Escape),
        ConsoleKey.Backspace => new(KeyCode.Backspace),
        _ => key.KeyChar >= ' ' && key.KeyChar != '\u007f' ? Of(key.KeyChar) : new(KeyCode.Other),
    };
}
