using System.Globalization;

namespace Kubespy.Cli.Tests.Terminal;

/// <summary>A terminal that knows the few sequences that kubespy writes, and refuses all others.</summary>
internal sealed class FakeScreen(int width, int height)
{
    private readonly char[][] _cells = [.. Enumerable.Range(0, height).Select(_ => Blank(width))];
    private int _row;
    private int _column;

    public IEnumerable<string> Text => _cells.Select(row => new string(row).TrimEnd());

    public void Write(string output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            if (output[i] != '\e')
            {
                _cells[_row][_column++] = output[i];
                continue;
            }

            output[i + 1].ShouldBe('[');
            var end = i + 2;
            while (!char.IsAsciiLetter(output[end]))
            {
                end++;
            }

            Obey(output[end], output[(i + 2)..end]);
            i = end;
        }
    }

    private static char[] Blank(int width) => [.. Enumerable.Repeat(' ', width)];

    private void Obey(char command, string arguments)
    {
        switch (command)
        {
            case 'H':
                var at = arguments.Split(';').Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
                (_row, _column) = (at[0] - 1, at[1] - 1);
                break;
            case 'K':
                Array.Fill(_cells[_row], ' ', _column, width - _column);
                break;
            case 'J':
                for (var row = _row; row < height; row++)
                {
                    Array.Fill(_cells[row], ' ');
                }

                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                throw new InvalidOperationException($"unknown sequence {arguments}{command}");
        }
    }
}
