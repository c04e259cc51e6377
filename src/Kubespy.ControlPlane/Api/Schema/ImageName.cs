using System.Text.RegularExpressions;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// An image's name as defaulting reads it: [domain/]path[:tag][@digest], its domain docker.io where the first part is no host
/// (github.com/distribution/reference ParseNormalizedNamed, pkg/util/parsers).
/// </summary>
internal static partial class ImageName
{
    private const int MaxName = 255;

    /// <summary>The tag, "latest" where neither tag nor digest is given; null where the name is no image's or has a digest alone.</summary>
    public static string? TagOf(string image)
    {
        if (Identifier().IsMatch(image))
        {
            return null;
        }

        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : image[..slash];
        var hasDomain = slash >= 0 && (first == "localhost" || first.AsSpan().ContainsAny('.', ':') || first.Any(char.IsAsciiLetterUpper));
        var rest = hasDomain ? image[(slash + 1)..] : image;
        if ((hasDomain && !Domain().IsMatch(first)) || Rest().Match(rest) is not { Success: true } parts || parts.Groups["path"].Length + first.Length > MaxName)
        {
            return null;
        }

        var digest = parts.Groups["digest"].Value;
        var tag = parts.Groups["tag"].Value;
        return digest.Length > 0 && !Digest().IsMatch(digest) ? null
            : tag.Length > 0 ? tag
            : digest.Length > 0 ? null : "latest";
    }

    /// <summary>A bare image ID is no name.</summary>
    [GeneratedRegex(@"\A[a-f0-9]{64}\z")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\A(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?\z")]
    private static partial Regex Domain();

    [GeneratedRegex(@"\A(?<path>[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>.+))?\z")]
    private static partial Regex Rest();

    [GeneratedRegex(@"\A(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})\z")]
    private static partial Regex Digest();
}
