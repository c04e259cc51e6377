namespace Kubespy.Cli.Recordings.Playing;

/// <summary>Something that happened, and where in the recording: after so many events.</summary>
/// <param name="Place">After so many events it has happened.</param>
/// <param name="Time">When.</param>
/// <param name="Text">What, for who searches.</param>
/// <param name="IsTurn">The object that is traced has come into another state.</param>
/// <param name="IsWarning">Something went wrong.</param>
internal readonly record struct ReplayMark(int Place, DateTimeOffset Time, string Text, bool IsTurn, bool IsWarning);
