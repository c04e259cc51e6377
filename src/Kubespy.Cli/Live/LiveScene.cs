using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;

namespace Kubespy.Cli.Live;

/// <summary>What is drawn on, at one moment: the trace, the size of the screen, and where the parts of the view stand on it. Pure; made once for many keys.</summary>
internal sealed class LiveScene
{
    /// <summary>Lower screens have no room for a log beside a tree that scrolls.</summary>
    private const int LowScreen = 12;

    private readonly Lazy<Outline> _outline;

    public LiveScene(Trace trace, int width, int height, ViewOptions options)
    {
        (Trace, Width, Height, Options) = (trace, width, height, options);
        Gutter = width > 2 ? 2 : 0;
        var isLow = height < LowScreen;
        HasFoot = height >= 3;
        var header = TraceView.Header(trace, width, options);
        Header = header.Count > Math.Max(1, height - 3) ? header.GetRange(0, Math.Max(1, height - 3)) : header;
        HasGap = !isLow;
        var left = Math.Max(0, height - Header.Count - (HasFoot ? 1 : 0) - (HasGap ? 1 : 0));
        Log = isLow ? [] : TraceView.Log(trace, width, Math.Clamp((left - 1) / 3, 0, TraceView.MaxLog), options);
        PaneHeader = isLow ? 1 : Header.Count;
        PaneRoom = Math.Max(0, left + Header.Count - PaneHeader - 1);
        TreeRoom = left - (Log.Count > 0 ? Log.Count + 1 : 0);
        _outline = new Lazy<Outline>(() => trace switch
        {
            DeploymentTrace deployment => DeploymentOutline.Of(deployment, width - Gutter, options),
            ObjectTrace other => ObjectOutline.Of(other, width - Gutter, options),
            _ => new Outline([]),
        });
    }

    public Trace Trace { get; }

    public int Width { get; }

    public int Height { get; }

    public ViewOptions Options { get; }

    /// <summary>Before each row stands in so many cells whether the cursor is on it.</summary>
    public int Gutter { get; }

    /// <summary>It never scrolls away; of a very low screen it leaves two lines to the tree.</summary>
    public IReadOnlyList<Line> Header { get; }

    /// <summary>The newest of what happened, beneath the tree.</summary>
    public IReadOnlyList<Line> Log { get; }

    public bool HasGap { get; }

    public bool HasFoot { get; }

    /// <summary>How many lines the tree has.</summary>
    public int TreeRoom { get; }

    /// <summary>So much of the header is shown above an open pane.</summary>
    public int PaneHeader { get; }

    /// <summary>How many lines an open pane has, beneath its title.</summary>
    public int PaneRoom { get; }

    public Outline Outline => _outline.Value;

    /// <summary>The object of that UID, as it is known; null where none is.</summary>
    public Func<string, KubeObject?> Find { get; init; } = static _ => null;

    /// <summary>The object that is traced; null where it is not known.</summary>
    public Func<KubeObject?> Root { get; init; } = static () => null;

    /// <summary>The lines of a pane.</summary>
    public Func<LivePane, IReadOnlyList<Line>> LinesOf { get; init; } = static _ => [];
}
