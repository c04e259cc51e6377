namespace Kubespy.Cli.Terminal;

/// <summary>Where frames are drawn, all of one screen each.</summary>
internal interface IScreen : IDisposable
{
    int Width { get; }

    int Height { get; }

    /// <summary>Whether the size changed since the last frame.</summary>
    bool IsStale { get; }

    void Draw(IReadOnlyList<Line> frame);
}
