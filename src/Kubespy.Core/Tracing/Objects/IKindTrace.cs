using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing.Objects;

/// <summary>What is particular to one kind: what has to be watched for a trace of it, and how the trace is calculated from what is known. Pure.</summary>
public interface IKindTrace
{
    /// <summary>The API group; empty for the core group.</summary>
    string Group { get; }

    /// <summary>The kind as the API names it: <c>StatefulSet</c>.</summary>
    string Kind { get; }

    /// <summary>The kind as lines name it: <c>sts</c>.</summary>
    string ShortKind { get; }

    /// <summary>What is to be watched besides the object itself. What was needed once stays watched: it may be needed again.</summary>
    IEnumerable<Need> Needs(KubeObject root, Known known);

    /// <summary>Whether changes of that object are told as lines: it belongs to what is traced.</summary>
    bool IsPart(KubeObject obj, TraceWorld world);

    /// <summary>Whether the logs of that Pod, which is watched, are of interest; the root was told before it.</summary>
    bool ConcernsLogsOf(KubeObject pod, KubeObject root) => true;

    KindState Calculate(KubeObject root, TraceWorld world);
}
