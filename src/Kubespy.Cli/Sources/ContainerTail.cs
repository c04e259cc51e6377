namespace Kubespy.Cli.Sources;

/// <summary>The last lines of one instance of a container, the newest last; of the instance before the last restart where so marked.</summary>
internal sealed record ContainerTail(string Container, bool IsPrevious, IReadOnlyList<string> Lines);
