namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Paths within volumes, which may not lead out of them (validateLocalDescendingPath in pkg/apis/core/validation).</summary>
internal static class PathRules
{
    public static void HasNoBacksteps(CheckedField path)
    {
        if (path.Text.Split('/').Contains(".."))
        {
            path.Invalid("must not contain '..'");
        }
    }

    public static void IsDescending(CheckedField path)
    {
        if (path.Text.StartsWith('/'))
        {
            path.Invalid("must be a relative path");
        }

        HasNoBacksteps(path);
    }

    /// <summary>A descending path that does not look like one that the kubelet keeps for itself.</summary>
    public static void IsNotReserved(CheckedField path)
    {
        IsDescending(path);
        if (path.Text.StartsWith("..", StringComparison.Ordinal) && !path.Text.StartsWith("../", StringComparison.Ordinal))
        {
            path.Invalid("must not start with '..'");
        }
    }
}
