using System.Globalization;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Tests.Terminal;

/// <summary>A terminal that knows the few sequences that kubespy writes, and refuses all others. How wide a character is, it decides itself.</summary>
internal sealed class FakeScreen(int width, int height, Func<string, int>? cellsOf = null)
{
    private readonly string[][] _cells = [.. Enumerable.Range(0, height).Select(_ => Blank(width))];
    private readonly Func<string, int> _cellsOf = cellsOf ?? (cluster => TextWidth.OfCluster(cluster));
    private int _row;
    private int _column;

    public IEnumerable<string> Text => _cells.Select(row => string.Concat(row).TrimEnd());

    /// <summary>What stands in that row from that column on.</summary>
    public string From(int row, int column) => string.Concat(_cells[row].Skip(column)).TrimEnd();

    public void Write(string output)
    {
        for (var i = 0; i < output.Length;)
        {
            if (output[i] == '\e')
            {
                i = Obey(output, i);
                continue;
            }

            var length = StringInfo.GetNextTextElementLength(output, i);
            Put(output.Substring(i, length));
            i += length;
        }
    }

    private static string[] Blank(int width) => [.. Enumerable.Repeat(" ", width)];

    private void Put(string cluster)
    {
        var cells = _cellsOf(cluster);
        if (cells == 0)
        {
            return;
        }

        (_column + cells).ShouldBeLessThanOrEqualTo(width, $"row {_row} overflows with {cluster}");
        _cells[_row][_column] = cluster;
        for (var i = 1; i < cells; i++)
        {
            _cells[_row][_column + i] = "";
        }

        _column += cells;
    }

    private int Obey(string output, int at)
    {
        output[at + 1].ShouldBe('[');
        var end = at + 2;
        while (!char.IsAsciiLetter(output[end]))
        {
            end++;
        }

        Obey(output[end], output[(at + 2)..end]);
        return end + 1;
    }

    private void Obey(char command, string arguments)
    {
        switch (command)
        {
            case 'H':
                var at = arguments.Split(';').Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToArray();
                (_row, _column) = (at[0] - 1, at[1] - 1);
                break;
            case 'G':
                _column = int.Parse(arguments, CultureInfo.InvariantCulture) - 1;
                break;
            case 'K':
                Array.Fill(_cells[_row], " ", _column, width - _column);
                break;
            case 'J':
                for (var row = _row; row < height; row++)
                {
                    Array.Fill(_cells[row], " ");
                }

                break;
            case 'm' or 'h' or 'l':
                break;
            default:
                throw new InvalidOperationException($"unknown sequence {arguments}{command}");
        }
    }
}
