using System.Text.RegularExpressions;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>Image names as containerd writes them: the registry and the tag that a short name leaves out.</summary>
public static partial class ImageReference
{
    /// <summary>Why it is no image name, in the words of the reference library; null where it is one.</summary>
    public static string? Problem(string image)
    {
        if (Reference().IsMatch(image))
        {
            return null;
        }

        return Reference().IsMatch(image.ToLowerInvariant())
            ? "invalid reference format: repository name " + $"({RepositoryOf(image)}) must be lowercase"
            : "invalid reference format";
    }

    public static string Normalize(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : image[..slash];
        var hasRegistry = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost";
        var full = hasRegistry ? image : slash < 0 ? $"docker.io/library/{image}" : $"docker.io/{image}";
        var name = full[(full.LastIndexOf('/') + 1)..];
        return name.Contains(':', StringComparison.Ordinal) || name.Contains('@', StringComparison.Ordinal) ? full : full + ":latest";
    }

    /// <summary>The tag; empty where the image is named by digest.</summary>
    public static string TagOf(string image)
    {
        var full = Normalize(image);
        var name = full[(full.LastIndexOf('/') + 1)..];
        return name.Contains('@', StringComparison.Ordinal) ? "" : name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private static string RepositoryOf(string image)
    {
        var full = Normalize(image);
        var path = full[(full.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var end = path.IndexOfAny([':', '@']);
        return end < 0 ? path : path[..end];
    }

    /// <summary>The grammar of distribution/reference: an optional domain, path components, an optional tag, an optional digest.</summary>
    [GeneratedRegex(@"^(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$")]
    private static partial Regex Reference();
}
