using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// What a short command would do, as far as it can be told without running it: <c>sleep</c>, <c>echo</c>, <c>true</c>, <c>false</c> and
/// <c>exit</c>, alone or one after another in a shell (docs/pod-behaviour.md). Pure.
/// </summary>
internal sealed record ShellScript(TimeSpan Duration, int ExitCode, IReadOnlyList<string> Output)
{
    private static readonly string[] Shells = ["sh", "bash", "ash"];
    private static readonly string[] Separators = [";", "&&", "\n"];

    /// <summary>The script of a command and its arguments; null where it does anything else.</summary>
    public static ShellScript? Of(ListValue command, ListValue? arguments = null)
    {
        string[] words = [.. command.Concat(arguments ?? ListValue.Empty).Select(w => w.AsString() ?? "")];
        return words switch
        {
            [] => null,
            [var shell, "-c" or "-ec" or "-ce", var script, ..] when Shells.Contains(BaseName(shell)) => Parse(script),
            _ => Run([words]),
        };
    }

    private static ShellScript? Parse(string script) => Run(script
        .Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(part => part.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    private static ShellScript? Run(IEnumerable<string[]> steps)
    {
        var (duration, exitCode) = (TimeSpan.Zero, 0);
        var output = new List<string>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case [var name, ..] when BaseName(name) == "echo":
                    output.Add(string.Join(' ', step[1..]).Trim('"', '\''));
                    break;
                case [var name, var seconds] when BaseName(name) == "sleep" && SecondsOf(seconds) is { } time:
                    duration += time;
                    break;
                case [var name] when BaseName(name) is "true" or "false":
                    exitCode = BaseName(name) == "true" ? 0 : 1;
                    break;
                case ["exit", var code] when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given < 256:
                    return new ShellScript(duration, given, output);
                default:
                    return null;
            }
        }

        return new ShellScript(duration, exitCode, output);
    }

    private static TimeSpan? SecondsOf(string text) =>
        double.TryParse(text.TrimEnd('s'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e8
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];
}
