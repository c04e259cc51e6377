using System.Text.RegularExpressions;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Bother;

/// <summary>The commands of kubectl that do what is done here, to be typed into a shell.</summary>
/// <param name="Namespace">Where it is done.</param>
/// <param name="Default">Where kubectl would do it without being told.</param>
/// <param name="Options">What has to be said besides, such as --kubeconfig; empty, or begins with a space.</param>
internal sealed partial record Kubectl(string Namespace, string Default, string Options)
{
    /// <summary>A command on an object of the namespace.</summary>
    public string In(string command) => $"kubectl {command}{(Namespace == Default ? "" : $" -n {Namespace}")}{Options}";

    /// <summary>A command on an object of no namespace.</summary>
    public string Of(string command) => $"kubectl {command}{Options}";

    /// <summary>A patch as an argument.</summary>
    public static string Argument(Value patch) => Quote(patch.ToString()!);

    /// <summary>The text as a POSIX shell reads it back.</summary>
    public static string Quote(string text) => Plain().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9._/:@=,+-]+$")]
    private static partial Regex Plain();
}
