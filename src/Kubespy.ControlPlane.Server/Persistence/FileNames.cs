using System.Globalization;

namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>
/// The files of a cluster's data: <c>snapshot-R</c> has everything at revision R, <c>log-R</c> the records from revision R on; R in
/// sixteen hexadecimal digits, so that their names sort as they do.
/// </summary>
internal static class FileNames
{
    public const string Unfinished = ".tmp";

    /// <summary>What each file begins with: its form and the version of that.</summary>
    public static ReadOnlySpan<byte> Header => "KUBESPY1"u8;

    public static string Log(long from) => string.Create(CultureInfo.InvariantCulture, $"log-{from:x16}");

    public static string Snapshot(long revision) => string.Create(CultureInfo.InvariantCulture, $"snapshot-{revision:x16}");

    public static bool IsLog(string file, out long from) => Is("log-", file, out from);

    public static bool IsSnapshot(string file, out long revision) => Is("snapshot-", file, out revision);

    private static bool Is(string prefix, string file, out long revision)
    {
        revision = 0;
        return file.Length == prefix.Length + 16 && file.StartsWith(prefix, StringComparison.Ordinal)
            && long.TryParse(file.AsSpan(prefix.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out revision);
    }
}
