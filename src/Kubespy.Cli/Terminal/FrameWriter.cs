using System.Globalization;
using System.Text;

namespace Kubespy.Cli.Terminal;

/// <summary>From one frame to the next with as few bytes as can be: only lines that differ are written. Pure but for what it remembers.</summary>
public sealed class FrameWriter(bool isColoured)
{
    private readonly List<string> _shown = [];

    /// <summary>The bytes that turn the last frame into this one; empty where nothing changed.</summary>
    /// <remarks>
    /// Nothing is cleared behind a line that fills its row: the cursor then still stands on the last cell, which would be lost
    /// (the pending wrap of a VT100).
    /// </remarks>
    public string Next(IReadOnlyList<Line> frame, int width)
    {
        var output = new StringBuilder();
        for (var row = 0; row < frame.Count; row++)
        {
            var encoded = Ansi.Encode(frame[row], isColoured);
            if (row < _shown.Count && _shown[row] == encoded)
            {
                continue;
            }

            output.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};1H").Append(encoded)
                .Append(frame[row].Spans.Sum(s => TextWidth.Of(s.Text)) < width ? Ansi.ClearLine : "");
            if (row < _shown.Count)
            {
                _shown[row] = encoded;
            }
            else
            {
                _shown.Add(encoded);
            }
        }

        if (frame.Count < _shown.Count)
        {
            output.Append(CultureInfo.InvariantCulture, $"\e[{frame.Count + 1};1H").Append(Ansi.ClearBelow);
            _shown.RemoveRange(frame.Count, _shown.Count - frame.Count);
        }

        return output.Length == 0 ? "" : Ansi.BeginFrame + output + Ansi.EndFrame;
    }

    /// <summary>The terminal was resized or cleared: everything is written anew.</summary>
    public void Forget() => _shown.Clear();
}
