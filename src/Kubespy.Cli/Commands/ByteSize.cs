using System.Globalization;

namespace Kubespy.Cli.Commands;

/// <summary>Sizes as people write them: 50Mi, 1Gi, 200M, 4096.</summary>
internal static class ByteSize
{
    /// <summary>How many bytes that is; at least 1.</summary>
    /// <exception cref="FormatException">It is no size.</exception>
    public static long Parse(string option, string text)
    {
        foreach (var (suffix, factor) in (ReadOnlySpan<(string, long)>)[("Gi", 1L << 30), ("Mi", 1L << 20), ("Ki", 1L << 10), ("G", 1_000_000_000), ("M", 1_000_000), ("k", 1000), ("", 1)])
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1L << 32)
            {
                return number * factor;
            }
        }

        throw new FormatException($"{option} is a size such as 50Mi or 1Gi, not {text}");
    }
}
