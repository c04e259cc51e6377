using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing.Objects;

/// <summary>What is particular to one kind: how a trace of it is calculated from what is known. Pure.</summary>
public interface IKindTrace
{
    /// <summary>The kind as the API names it: <c>StatefulSet</c>.</summary>
    string Kind { get; }

    /// <summary>The kind as lines name it: <c>sts</c>.</summary>
    string ShortKind { get; }

    /// <summary>Whether changes of that object are told as lines: it belongs to what is traced.</summary>
    bool IsPart(KubeObject obj, TraceWorld world);

    KindState Calculate(KubeObject root, TraceWorld world);
}
