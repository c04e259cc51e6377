namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// Why an image cannot be pulled, in containerd's words: the image's tag says so (docs/pod-behaviour.md). Pure.
/// </summary>
internal static class ImageFailure
{
    /// <summary>What the runtime answers; null where the image can be pulled.</summary>
    public static string? Of(string image)
    {
        var tag = ImageReference.TagOf(image);
        var full = ImageReference.Normalize(image);
        if (Has("toomanyrequests"))
        {
            return Failed("Unknown", full,
                $"failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/{RepositoryOf(full)}/manifests/{tag}: "
                + "429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit");
        }

        if (Has("unauthorized"))
        {
            return Failed("Unknown", full,
                "failed to resolve image: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed");
        }

        return Has("bad") ? Failed("NotFound", full, $"failed to resolve image: {full}: not found") : null;

        bool Has(string word) => tag.Contains(word, StringComparison.Ordinal);
    }

    private static string Failed(string code, string image, string why) =>
        $"rpc error: code = {code} desc = failed to pull and unpack image \"{image}\": {why}";

    private static string RepositoryOf(string full)
    {
        var path = full[(full.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return path[..path.LastIndexOf(':')];
    }
}
