namespace Kubespy.Cli.Terminal;

/// <summary>A run of text in one style. The text is already escaped: it holds no control characters (design.md, law 10).</summary>
public readonly record struct Span(string Text, Style Style = Style.Default);
