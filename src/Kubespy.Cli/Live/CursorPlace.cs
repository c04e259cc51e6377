namespace Kubespy.Cli.Live;

/// <summary>
/// Where the cursor stands: on that object, wherever its row moves. Beside it the neighbours, to one of which it goes when the object vanishes, and
/// its number among the rows that were shown, for when all three do.
/// </summary>
public sealed record CursorPlace(string Key, string Above, string Below, int Index);
