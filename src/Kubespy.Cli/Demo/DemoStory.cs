namespace Kubespy.Cli.Demo;

/// <summary>What a demo tells: its steps, and through which command they are seen.</summary>
internal sealed record DemoStory(string Name, DemoView View, IReadOnlyList<DemoStep> Steps);
