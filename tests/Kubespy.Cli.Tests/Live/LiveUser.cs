using Kubespy.Cli.Live;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Changes;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Tests.Live;

/// <summary>Somebody before a live view of a given size, who presses keys: what he sees, without a terminal.</summary>
internal sealed class LiveUser(int width, int height, ViewOptions? options = null)
{
    private readonly ViewOptions _options = options ?? new ViewOptions { Context = "real", Mode = "replay" };
    private Trace? _trace;
    private LiveScene? _scene;

    public LiveState State { get; private set; } = LiveState.Initial;

    public LiveCommand LastCommand { get; private set; }

    public LastChanges Changes { get; } = new();

    public LogReading Log { get; set; } = new LogReading.Pending();

    public (int Width, int Height) Size { get; set; } = (width, height);

    /// <summary>The key of the row under the cursor; null where there is none.</summary>
    public string? Cursor => State.Cursor?.Key;

    public LiveScene Scene => _scene is { } scene && scene.Width == Size.Width && scene.Height == Size.Height ? scene : _scene = new(_trace!, Size.Width, Size.Height, _options)
    {
        Find = Changes.Find,
        Root = () => Changes.Find(_trace!.Kind, _trace.Namespace, _trace.Name),
        LinesOf = pane => pane switch
        {
            LivePane.Logs => LogPane.Render(Log, Size.Width, _options),
            LivePane.Change change => ChangePane.Render(Changes.Of(change.Uid), change.Subject, Changes.Since, isPart: false, Size.Width, _options),
            _ => HelpPane.Render(Size.Width, _options, []),
        },
    };

    public IReadOnlyList<Line> Frame => LiveView.Render(Scene, State);

    public IReadOnlyList<string> Text => [.. Frame.Select(l => string.Concat(l.Spans.Select(s => s.Text)).TrimEnd())];

    public LiveUser See(Trace trace)
    {
        (_trace, _scene) = (trace, null);
        State = LiveUpdate.Settle(State, Scene);
        return this;
    }

    public LiveUser Press(params IEnumerable<LiveKey> keys)
    {
        foreach (var key in keys)
        {
            (State, LastCommand) = LiveUpdate.Apply(State, key, Scene);
        }

        return this;
    }

    public LiveUser Press(KeyCode code, int times = 1) => Press(Enumerable.Repeat(new LiveKey(code), times));

    public LiveUser Type(string text) => Press(text.Select(LiveKey.Of));
}
