namespace Kubespy.Core.Objects;

/// <summary>How a command names the namespace it is about.</summary>
public static class Namespaces
{
    public const string Default = "default";

    /// <summary>The suffix that a command needs to reach that namespace: <c> -n prod</c>; empty for the default one and for what is cluster-scoped.</summary>
    public static string ScopeOf(string ns) => ns is "" or Default ? "" : $" -n {ns}";
}
