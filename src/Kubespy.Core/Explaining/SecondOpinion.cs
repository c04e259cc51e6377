using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;

namespace Kubespy.Core.Explaining;

/// <summary>
/// What the trace of an object's kind makes of it: asked where no cause is found, so that what no rule knows (an Ingress that leads nowhere,
/// a node under pressure) is not called well.
/// </summary>
internal static class SecondOpinion
{
    public static IEnumerable<Need> Needs(KubeObject root, Known known) => Of(root)?.Needs(root, known) ?? [];

    /// <summary>The verdict and its reason where that trace sees something wrong; null where it does not, or there is none.</summary>
    public static (Verdict Verdict, string Reason)? Ask(TraceWorld world) =>
        world.Root is { IsBeingDeleted: false } root && Of(root)?.Calculate(root, world) is { Verdict: Verdict.Unavailable or Verdict.Failed or Verdict.Stuck } state
            ? (state.Verdict, state.Reason)
            : null;

    /// <summary>Whether there are rules for that kind at all.</summary>
    public static bool Knows(KubeObject root) => root.Kind == "Deployment" || KindTraces.Find(root.Gvk.Group, root.Kind) is not null;

    private static IKindTrace? Of(KubeObject root) => root.Kind == "Deployment" ? null : KindTraces.For(root.Gvk);
}
