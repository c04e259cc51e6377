namespace Kubespy.ControlPlane.Kubelet;

/// <summary>Image names as containerd writes them: the registry and the tag that a short name leaves out.</summary>
public static class ImageReference
{
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
}
