using CsCheck;
using Kubespy.Cli.Live;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Tests.Live;

/// <summary>Whatever somebody presses, whatever happens meanwhile, and however large his terminal is.</summary>
public sealed class LiveViewProperties
{
    private static readonly Gen<(int Width, int Height)> Size = Gen.OneOf(Gen.Select(Gen.Int[1, 220], Gen.Int[1, 60]), Gen.Select(Gen.Int[1, 40], Gen.Int[1, 8]));

    private const string Letters = "jkgG/fld? ngixR1漢\ud83d";

    private static readonly string[] Names = [.. Scene.Names];

    private static readonly Gen<LiveKey> Key = Gen.Frequency(
        (5, Gen.Enum<KeyCode>().Where(c => c != KeyCode.Text).Select(c => new LiveKey(c))),
        (5, Gen.Int[0, Letters.Length - 1].Select(i => LiveKey.Of(Letters[i]))));

    /// <summary>Keys, changes of the size, and time that passes.</summary>
    private static readonly Gen<object> Step = Gen.Frequency(
        (8, Key.Select(k => (object)k)), (1, Size.Select(s => (object)s)), (2, Gen.Int[1, 40].Select(i => (object)i)));

    [Theory]
    [InlineData("02")]
    [InlineData("05")]
    [InlineData("06")]
    [InlineData("07")]
    public void No_frame_is_larger_than_the_screen_and_the_cursor_is_in_sight(string scenario)
    {
        var events = Replay.Load(scenario);
        Step.List[1, 60].Sample(
            steps =>
            {
                var (tracer, told) = (new DeploymentTracer("nginx", "default"), 0);
                var user = new LiveUser(80, 24).See(tracer.Trace(events[0].Time));
                foreach (var step in steps)
                {
                    switch (step)
                    {
                        case LiveKey key:
                            user.Press(key);
                            break;
                        case ValueTuple<int, int> size:
                            user.Size = size;
                            break;
                        case int count:
                            for (; count > 0 && told < events.Count; count--)
                            {
                                tracer.Apply(events[told]);
                                user.Changes.Apply(events[told++]);
                            }

                            break;
                    }

                    user.See(tracer.Trace(events[Math.Max(0, told - 1)].Time));
                    Check(user);
                }
            },
            iter: 12);
    }

    [Fact]
    public void Objects_of_every_kind_bear_every_key() => Gen.Select(Gen.Int[0, Names.Length - 1].Select(i => Names[i]), Step.List[1, 40]).Sample(
        (name, steps) =>
        {
            var scene = Scene.Load(name);
            var user = new LiveUser(80, 24).See(scene.Trace().Trace(scene.Now));
            foreach (var step in steps)
            {
                if (step is ValueTuple<int, int> size)
                {
                    user.Size = size;
                    user.See(scene.Trace().Trace(scene.Now));
                }

                user.Press(step is LiveKey key ? [key] : []);
                Check(user);
            }
        },
        iter: 60);

    private static void Check(LiveUser user)
    {
        var frame = user.Frame;
        frame.Count.ShouldBeLessThanOrEqualTo(user.Size.Height);
        foreach (var line in frame)
        {
            var text = string.Concat(line.Spans.Select(s => s.Text));
            TextWidth.Of(text).ShouldBeLessThanOrEqualTo(user.Size.Width, text);
            text.ShouldNotContain(c => char.IsControl(c));
        }

        var scene = user.Scene;
        if (user.State is { Pane: null, Cursor: not null } && user.Size.Width > 2 && scene.TreeRoom > 0 && scene.Outline.Shown(user.State).Count > 0)
        {
            user.Text.Count(t => t.StartsWith('›')).ShouldBe(1, string.Join('\n', user.Text));
        }

        if (user.Size.Width >= 80)
        {
            user.Text[0].ShouldStartWith(scene.Trace.Kind, customMessage: "the header never scrolls away");
        }
    }
}
