using Kubespy.Cli.Live;

namespace Kubespy.Cli.Tests.Live;

public sealed class LiveKeyTests
{
    [Theory]
    [InlineData('q', ConsoleKey.Q, KeyCode.Text, "q")]
    [InlineData('G', ConsoleKey.G, KeyCode.Text, "G")]
    [InlineData(' ', ConsoleKey.Spacebar, KeyCode.Text, " ")]
    [InlineData('/', ConsoleKey.Divide, KeyCode.Text, "/")]
    [InlineData('漢', ConsoleKey.None, KeyCode.Text, "漢")]
    [InlineData('\0', ConsoleKey.PageDown, KeyCode.PageDown, "")]
    [InlineData('\r', ConsoleKey.Enter, KeyCode.Enter, "")]
    [InlineData('\u001b', ConsoleKey.Escape, KeyCode.Escape, "")]
    [InlineData('\u007f', ConsoleKey.Backspace, KeyCode.Backspace, "")]
    [InlineData('\0', ConsoleKey.Delete, KeyCode.Other, "")]
    [InlineData('\u0001', ConsoleKey.A, KeyCode.Other, "")]
    [InlineData('\t', ConsoleKey.Tab, KeyCode.Other, "")]
    public void What_a_keyboard_gives_is_a_key_of_the_view_or_none(char text, ConsoleKey key, KeyCode code, string typed) =>
        LiveKey.Of(new ConsoleKeyInfo(text, key, shift: false, alt: false, control: false)).ShouldBe(new LiveKey(code, typed));
}
