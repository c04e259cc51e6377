using Kubespy.Cli.Live;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Tests.Live;

public sealed class LiveUpdateTests
{
    [Fact]
    public void Without_a_key_the_picture_is_as_if_there_were_none()
    {
        var (trace, _) = Replay.Until("02", 6.0);
        new LiveUser(80, 24).See(trace).Frame.Select(Ansi).ShouldBe(
            Cli.Views.TraceView.Render(trace, 80, 24, new Cli.Views.ViewOptions { Context = "real", Mode = "replay" }).Select(Ansi));

        static string Ansi(Cli.Terminal.Line line) => Cli.Terminal.Ansi.Encode(line, isColoured: true);
    }

    /// <summary>Of thousands of objects the view keeps some; a row knows its Pod all the same.</summary>
    [Fact]
    public void Logs_are_asked_for_of_the_Pod_under_the_cursor_also_where_the_object_is_not_known()
    {
        var user = new LiveUser(80, 24).See(Replay.Until("02", 6.0).Trace).Type("jj");
        user.Scene.Find(user.Cursor!).ShouldBeNull();
        user.Type("l").LastCommand.ShouldBe(LiveCommand.ReadLogs);
        var pane = user.State.Pane.ShouldBeOfType<LivePane.Logs>();
        (pane.Pod.ToString(), pane.PodUid).ShouldBe(("default/nginx-5dff9b88c5-rcjc5", user.Cursor));
        user.Type("ld").State.Pane.ShouldBe(new LivePane.Change(user.Cursor!, "pod/nginx-5dff9b88c5-rcjc5"));
    }

    /// <summary>The rollout of a real cluster goes on under the cursor: Pods come, go and change their place.</summary>
    [Fact]
    public void The_cursor_stays_on_its_object_while_rows_move_and_goes_to_a_neighbour_when_it_is_gone()
    {
        var tracer = new DeploymentTracer("nginx", "default");
        var user = new LiveUser(80, 24);
        var (moves, losses) = (0, 0);
        foreach (var news in Replay.Load("02"))
        {
            tracer.Apply(news);
            var before = user.State.Cursor;
            user.See(tracer.Trace(news.Time));
            var keys = user.Scene.Outline.Shown(user.State).Select(r => r.Row.Key).ToArray();
            if (before is null)
            {
                user.Press(KeyCode.End);
            }
            else if (keys.Contains(before.Key))
            {
                user.Cursor.ShouldBe(before.Key);
                moves += Array.IndexOf(keys, before.Key) != before.Index ? 1 : 0;
            }
            else if (keys.Length > 0)
            {
                losses++;
                user.Cursor.ShouldBe(keys.Contains(before.Below) ? before.Below : keys.Contains(before.Above) ? before.Above : keys[Math.Min(before.Index, keys.Length - 1)]);
                user.Press(KeyCode.End);
            }
        }

        moves.ShouldBeGreaterThan(0);
        losses.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Folding_hides_what_is_below_and_tells_how_much()
    {
        var user = new LiveUser(80, 24).See(Replay.Until("02", 6.0).Trace).Press(KeyCode.Down);
        var heading = user.Cursor;
        var all = user.Scene.Outline.Shown(user.State).Count;
        user.Press(KeyCode.Left);
        var folded = all - user.Scene.Outline.Shown(user.State).Count;
        folded.ShouldBeGreaterThan(1);
        user.Text.ShouldContain(t => t.StartsWith("› revision 2", StringComparison.Ordinal) && t.EndsWith($" +{folded}", StringComparison.Ordinal), string.Join('\n', user.Text));
        user.Press(KeyCode.Right).Press(KeyCode.Down).Cursor.ShouldNotBe(heading);
        user.Press(KeyCode.Left).Cursor.ShouldBe(heading, "from a Pod to what it is below");
        user.Press(KeyCode.Enter);
        user.Scene.Outline.Shown(user.State).Count.ShouldBe(all - folded);
        user.Type(" ");
        user.Scene.Outline.Shown(user.State).Count.ShouldBe(all);
    }

    [Fact]
    public void A_filter_is_typed_kept_and_dropped()
    {
        var user = new LiveUser(80, 24).See(ManyPods.Trace(200)).Type("/00199 crash");
        user.State.IsTyping.ShouldBeTrue();
        user.Text[^1].ShouldStartWith("/00199 crash_  1 found");
        user.Press(KeyCode.Enter).Press(KeyCode.Down).Press(KeyCode.Down);
        user.Cursor.ShouldBe("p00199");
        user.Text.ShouldContain(t => t.StartsWith("  revision 1", StringComparison.Ordinal), "what it is below is shown, too");
        user.Type("q").LastCommand.ShouldBe(LiveCommand.Quit, "q is a letter only while a filter is typed");
        user.Press(KeyCode.Escape).LastCommand.ShouldBe(LiveCommand.None);
        user.State.Filter.ShouldBeEmpty();
        user.Cursor.ShouldBe("p00199", "it is not folded: only those that are Ready are so many");
        user.Press(KeyCode.Escape).LastCommand.ShouldBe(LiveCommand.Quit);
    }

    [Fact]
    public void What_was_found_stays_under_the_cursor_when_the_filter_is_over()
    {
        var user = new LiveUser(80, 24).See(ManyPods.Trace(200)).Press(KeyCode.Down).Type("/00123").Press(KeyCode.Enter);
        user.Cursor.ShouldBe("p00123");
        user.Press(KeyCode.Escape).Cursor.ShouldBe("p00123");
        user.Text.ShouldContain(t => t.StartsWith("›   ● web-1-00123", StringComparison.Ordinal), "what it was folded into is open now");
    }

    /// <summary>From 21 on, Pods that are alike are counted, and those counted are folded: but not the one that is looked at.</summary>
    [Fact]
    public void The_cursor_stays_on_its_Pod_when_so_many_become_Ready_that_they_are_counted()
    {
        var user = new LiveUser(80, 24).See(ManyPods.Trace(20)).Press(KeyCode.Down, 4);
        user.Cursor.ShouldBe("p00002");
        var anchor = user.State.Anchor;
        user.See(ManyPods.Trace(30)).Cursor.ShouldBe("p00002");
        user.State.Anchor.ShouldBe(anchor, "and on its line of the screen");
        user.Text.ShouldContain(t => t.StartsWith("›   ● web-1-00002", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_what_is_failing()
    {
        var user = new LiveUser(80, 24).See(ManyPods.Trace(500)).Type("f");
        user.Scene.Outline.Shown(user.State).Where(r => r.IsMatch).Select(r => r.Row.Key).ShouldBe(["p00099", "p00199", "p00299", "p00399", "p00499"]);
        user.Type("f").Scene.Outline.Shown(user.State).Count.ShouldBe(7, "a heading, the count of the 495, and the five");
        new LiveUser(80, 24).See(Replay.Until("02", 30).Trace).Type("f").Text.ShouldContain("  nothing is failing");
    }

    [Fact]
    public void Five_thousand_Pods_are_paged_through_to_the_last()
    {
        var user = new LiveUser(120, 40).See(ManyPods.Trace(5000)).Press(KeyCode.Down, 2);
        user.Text.ShouldContain(t => t.StartsWith("›   ● 4950 Pods Ready", StringComparison.Ordinal));
        user.Press(KeyCode.Enter);
        for (var presses = 0; user.State.Cursor!.Below.Length > 0; presses++)
        {
            user.Press(KeyCode.PageDown);
            presses.ShouldBeLessThan(4953 / (user.Scene.TreeRoom - 1) + 2);
        }

        user.Text.ShouldContain(t => t.StartsWith("› ", StringComparison.Ordinal) && t.Contains("50 Pods CrashLoopBackOff", StringComparison.Ordinal));
        user.Type("k").Cursor.ShouldBe("p04998", "those that fail stand after those that are Ready");
        user.Type("G").Press(KeyCode.Enter).Type("G").Cursor.ShouldBe("p04999");
        user.Press(KeyCode.Home).Cursor.ShouldBe("rs");
    }

    [Fact]
    public void Escape_puts_one_thing_away_after_the_other()
    {
        var user = new LiveUser(80, 24).See(Replay.Until("05", 12.0).Trace).Type("/nginx").Press(KeyCode.Enter).Type("f?");
        user.State.Pane.ShouldBeOfType<LivePane.Help>();
        user.Press(KeyCode.Escape).State.Pane.ShouldBeNull();
        user.Press(KeyCode.Escape).State.Filter.ShouldBeEmpty();
        user.Press(KeyCode.Escape).State.OnlyFailing.ShouldBeFalse();
        user.LastCommand.ShouldBe(LiveCommand.None);
        user.Press(KeyCode.Escape).LastCommand.ShouldBe(LiveCommand.Quit);
    }
}
