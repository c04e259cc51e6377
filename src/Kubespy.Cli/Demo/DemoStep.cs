namespace Kubespy.Cli.Demo;

/// <summary>
/// One act of a demo: the kubectl command that does it, what to watch for, how it is done to the embedded cluster,
/// and when it has been seen.
/// </summary>
internal sealed record DemoStep(string Title, Func<DemoCluster, string> Command, string Watch, Func<DemoCluster, Task> Act, Func<DemoCluster, bool> IsSeen);
