using System.Globalization;
using System.Text.RegularExpressions;

namespace Kubespy.ControlPlane.Api;

/// <summary>Which of two API versions is preferred: stable before beta before alpha, higher numbers first, then by name (apimachinery/pkg/version).</summary>
public sealed partial class VersionOrder : IComparer<string>
{
    public static readonly VersionOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (RankOf(x ?? ""), RankOf(y ?? ""));
        return a != b ? b.CompareTo(a) : string.CompareOrdinal(x, y);
    }

    private static (int Stability, int Major, int Minor) RankOf(string version)
    {
        var match = Pattern().Match(version);
        return match.Success
            ? (match.Groups[2].Value switch { "" => 3, "beta" => 2, _ => 1 }, NumberOf(match.Groups[1]), NumberOf(match.Groups[3]))
            : (0, 0, 0);
    }

    private static int NumberOf(Group group) =>
        int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"^v(\d+)(?:(alpha|beta)(\d+))?\z")]
    private static partial Regex Pattern();
}
