using Kubespy.Cli.Terminal;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Views.Why;

/// <summary>The colour of a verdict.</summary>
internal static class VerdictStyle
{
    public static Style Of(Verdict verdict, bool isWell) => verdict switch
    {
        Verdict.Stuck or Verdict.Failed or Verdict.Unavailable => Style.BoldRed,
        Verdict.Complete or Verdict.Ready when isWell => Style.BoldGreen,
        _ => Style.BoldYellow,
    };
}
