namespace Kubespy.Cli.Live;

/// <summary>A row that is not folded away, and how many below it are.</summary>
/// <param name="At">Its number among all rows.</param>
/// <param name="Row">What it is.</param>
/// <param name="Hidden">So many rows below it are folded.</param>
/// <param name="IsMatch">It is shown for itself, not for what is below it.</param>
internal readonly record struct ShownRow(int At, OutlineRow Row, int Hidden, bool IsMatch);
