using System.Buffers;
using System.Globalization;
using System.Text;

namespace Kubespy.Cli.Terminal;

/// <summary>From one frame to the next with as few bytes as can be: only cells that differ are written. Pure but for what it remembers.</summary>
public sealed class FrameWriter(bool isColoured)
{
    /// <summary>To move the cursor over fewer cells than this costs more than to write them again.</summary>
    private const int Gap = 8;

    /// <summary>What takes one cell on every terminal, whatever stands beside it: ASCII, and the signs of our own views.</summary>
    private static readonly SearchValues<char> Simple = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~·…→●◐○◇✗›─");

    private readonly List<Line> _shown = [];
    private readonly StringBuilder _output = new();
    private Cell[] _old = [];
    private Cell[] _new = [];

    /// <summary>The bytes that turn the last frame into this one; empty where nothing changed.</summary>
    public string Next(IReadOnlyList<Line> frame, int width)
    {
        _output.Clear();
        for (var row = 0; row < frame.Count; row++)
        {
            if (row == _shown.Count)
            {
                WriteWhole(row, frame[row], width);
                _shown.Add(frame[row]);
            }
            else if (!AreSame(_shown[row], frame[row]))
            {
                WriteChange(row, _shown[row], frame[row], width);
                _shown[row] = frame[row];
            }
        }

        if (frame.Count < _shown.Count)
        {
            MoveTo(frame.Count, 0);
            _output.Append(Ansi.ClearBelow);
            _shown.RemoveRange(frame.Count, _shown.Count - frame.Count);
        }

        return _output.Length == 0 ? "" : $"{Ansi.BeginFrame}{_output}{Ansi.EndFrame}";
    }

    /// <summary>The terminal was resized or cleared: everything is written anew.</summary>
    public void Forget() => _shown.Clear();

    private static bool AreSame(Line a, Line b) => ReferenceEquals(a, b) || a.Spans.SequenceEqual(b.Spans);

    private void WriteChange(int row, Line old, Line @new, int width)
    {
        var (before, after) = (Flatten(old, ref _old), Flatten(@new, ref _new));
        if (before < 0 || after < 0)
        {
            // How wide such text is, terminals do not agree: what they made of it is wiped out first.
            WriteWhole(row, @new, width, isWiped: before < 0);
            return;
        }

        for (var at = 0; at < after;)
        {
            if (at < before && _old[at] == _new[at])
            {
                at++;
                continue;
            }

            var end = EndOfChange(at, before, after);
            MoveTo(row, at);
            WriteCells(at, end);
            at = end;
        }

        if (after < before)
        {
            MoveTo(row, after);
            _output.Append(Ansi.ClearLine);
        }
    }

    /// <summary>Where it is the same again for long enough to move there.</summary>
    private int EndOfChange(int at, int before, int after)
    {
        var (end, same) = (at + 1, 0);
        for (var i = at + 1; i < after && same < Gap; i++)
        {
            same = i < before && _old[i] == _new[i] ? same + 1 : 0;
            end = same == 0 ? i + 1 : end;
        }

        return end;
    }

    /// <remarks>
    /// Nothing is cleared behind a line that fills its row: the cursor then still stands on the last cell, which would be lost
    /// (the pending wrap of a VT100).
    /// </remarks>
    private void WriteWhole(int row, Line line, int width, bool isWiped = false)
    {
        MoveTo(row, 0);
        _output.Append(isWiped ? Ansi.ClearLine : "");
        var column = 0;
        foreach (var span in line.Spans)
        {
            Ansi.Encode(_output, span, isColoured);
            column += TextWidth.Of(span.Text);
            if (span.Text.AsSpan().ContainsAnyExcept(Simple) && column < width)
            {
                // However wide the terminal drew that: what follows stands in its column.
                _output.Append(CultureInfo.InvariantCulture, $"\e[{column + 1}G");
            }
        }

        _output.Append(column < width ? Ansi.ClearLine : "");
    }

    private void WriteCells(int from, int to)
    {
        var style = Style.Default;
        for (var i = from; i < to; i++)
        {
            if (isColoured && _new[i].Style != style)
            {
                style = _new[i].Style;
                Ansi.SetStyle(_output, style);
            }

            _output.Append(_new[i].Text);
        }

        if (style != Style.Default)
        {
            Ansi.SetStyle(_output, Style.Default);
        }
    }

    private void MoveTo(int row, int column) => _output.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};{column + 1}H");

    /// <summary>One cell for each character, and how many; -1 where the line has characters of which that is not known.</summary>
    private static int Flatten(Line line, ref Cell[] cells)
    {
        var count = 0;
        foreach (var span in line.Spans)
        {
            if (span.Text.AsSpan().ContainsAnyExcept(Simple))
            {
                return -1;
            }

            if (count + span.Text.Length > cells.Length)
            {
                Array.Resize(ref cells, Math.Max(256, 2 * (count + span.Text.Length)));
            }

            foreach (var text in span.Text)
            {
                cells[count++] = new Cell(text, span.Style);
            }
        }

        return count;
    }

    private readonly record struct Cell(char Text, Style Style);
}
