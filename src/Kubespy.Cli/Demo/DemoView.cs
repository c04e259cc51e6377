namespace Kubespy.Cli.Demo;

/// <summary>Through which command a story is seen.</summary>
internal enum DemoView
{
    /// <summary><c>kubespy trace deploy nginx</c>, after the application and its second revision have come up.</summary>
    Deployment,

    /// <summary><c>kubespy trace service web</c>.</summary>
    Service,

    /// <summary><c>kubespy status v1 Pod nginx</c>: lines, which stay.</summary>
    PodStatus,
}
