namespace Kubespy.Core.Timelines;

/// <summary>Whose doing a mark is, as far as that is known.</summary>
public enum MarkKind
{
    /// <summary>A write of somebody else than Kubernetes' own controllers: a person, or a program of his.</summary>
    Person,

    /// <summary>A write of one of Kubernetes' controllers.</summary>
    Controller,

    /// <summary>Something that somebody has to look at.</summary>
    Warning,

    /// <summary>From here on, or up to here, something was not seen.</summary>
    Gap,
}
