namespace Kubespy.Core.Tracing;

/// <summary>How an object is doing, as its glyph shows it.</summary>
public enum Health
{
    /// <summary>As it should be.</summary>
    Ready,

    /// <summary>On its way there.</summary>
    Coming,

    /// <summary>On its way out, or done.</summary>
    Leaving,

    /// <summary>Something is wrong, and does not right itself.</summary>
    Failing,

    /// <summary>It runs on without counting for what is traced.</summary>
    Aside,
}
