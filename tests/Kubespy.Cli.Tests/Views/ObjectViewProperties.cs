using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Views;

/// <summary>Whatever a cluster says, and however small the terminal is.</summary>
public sealed class ObjectViewProperties
{
    /// <summary>Colour, a new title, a line break, a bell, a zero-width joiner, a right-to-left override.</summary>
    private const string Hostile = "\e[31m\e]0;owned\a\r\n\u200d\u202e宽";

    /// <summary>What people and programs write freely.</summary>
    private static readonly string[] Free = ["message", "reason", "image", "phase", "storage", "controller", "provisioner", "podIP", "externalName", "schedule", "key"];

    public static TheoryData<string> Scenes => [.. Scene.Names];

    [Theory]
    [MemberData(nameof(Scenes))]
    public void No_frame_is_larger_than_the_terminal_or_carries_control_characters(string name)
    {
        foreach (var scene in (Scene[])[Scene.Load(name), Scene.Load(name, Poisoned)])
        {
            var trace = scene.Trace().Trace(scene.Now);
            foreach (var (width, height) in new[] { (1, 1), (20, 5), (40, 10), (80, 24), (133, 17), (200, 50) })
            {
                foreach (var isAscii in (bool[])[false, true])
                {
                    var frame = TraceView.Render(trace, width, height, new ViewOptions { IsAscii = isAscii });
                    frame.Count.ShouldBeLessThanOrEqualTo(height);
                    foreach (var line in frame)
                    {
                        var text = string.Concat(line.Spans.Select(s => s.Text));
                        TextWidth.Of(text).ShouldBeLessThanOrEqualTo(width, text);
                        text.ShouldNotContain(c => char.IsControl(c) || c == '\u200d' || c == '\u202e');
                    }
                }
            }

            JsonView.Result(trace, "waiting", trace.Reason).ShouldNotContain(c => char.IsControl(c));
        }
    }

    /// <summary>10,000 conditions cost neither the picture nor the eye.</summary>
    [Theory]
    [InlineData("tree-stalled")]
    [InlineData("pod-healthy")]
    [InlineData("hpa-healthy")]
    [InlineData("node-healthy")]
    [InlineData("namespace-finalizers")]
    public void Too_many_conditions_are_not_all_shown(string name)
    {
        var scene = Scene.Load(name, Multiplied);
        scene.Trace().Trace(scene.Now).Sections.Sum(s => s.Rows.Count).ShouldBeLessThan(60);
    }

    private static Value Multiplied(string field, Value value) => value switch
    {
        MapValue map => MapValue.Of(map.Select(f => KeyValuePair.Create(f.Key, Multiplied(f.Key, f.Value)))),
        ListValue list when field == "conditions" => ListValue.Of(list.Concat(Enumerable.Range(0, 10_000).Select(i => (Value)MapValue.Of(("type", $"Extra{i}"), ("status", "False"), ("message", "m"))))),
        _ => value,
    };

    private static Value Poisoned(string field, Value value) => value switch
    {
        StringValue text when Free.Contains(field) => text.Text + Hostile,
        MapValue map => MapValue.Of(map.Select(f => KeyValuePair.Create(f.Key, Poisoned(f.Key, f.Value)))),
        ListValue list => ListValue.Of(list.Select(i => Poisoned(field, i))),
        _ => value,
    };
}
