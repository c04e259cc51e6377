using CsCheck;
using Kubespy.Core.Objects;
using Kubespy.Core.Story;
using Kubespy.Core.Story.Telling;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Story;

/// <summary>What holds of every story: of each prefix of a recording, of events that come twice, out of order or not at all.</summary>
public sealed class StoryProperties
{
    public static TheoryData<string> Recordings => [.. Told.Recordings];

    /// <summary>Told after many of its events, it never throws, its times are ordered, and what is finished stays as it is.</summary>
    [Theory]
    [MemberData(nameof(Recordings))]
    public void What_is_finished_stays_and_times_are_ordered(string recording)
    {
        var events = Told.Load(recording);
        var teller = Told.TellerOf(events);
        var finished = new List<string>();
        foreach (var (news, isLook) in WithLooks(events))
        {
            teller.Apply(news);
            if (!isLook)
            {
                continue;
            }

            var story = teller.Tell(news.Time);
            Check(story);
            string[] now = [.. story.Happenings.Where(h => h.IsFinished).Select(h => StoryJson.Of(h).ToString())];
            now.Intersect(finished).Count().ShouldBe(finished.Count, $"{recording}: what was finished has changed at {news.Time:O}:\n{string.Join('\n', finished.Except(now))}");
            finished = [.. now];
        }
    }

    /// <summary>A look does not change what is told later: the story of a prefix is the same whether it was looked at before or not.</summary>
    [Theory]
    [MemberData(nameof(Recordings))]
    public void To_look_changes_nothing(string recording)
    {
        var events = Told.Load(recording);
        var watched = Told.TellerOf(events);
        foreach (var (news, isLook) in WithLooks(events))
        {
            watched.Apply(news);
            if (isLook)
            {
                watched.Tell(news.Time);
            }
        }

        Finished(watched.Tell(events[^1].Time)).ShouldBe(Finished(Told.Of(events)));
    }

    /// <summary>Events that are lost, told twice or late: whatever it makes of them, it tells it in order and without an error.</summary>
    [Fact]
    public void Nothing_that_a_source_tells_is_too_much()
    {
        var recordings = Told.Recordings.ToDictionary(r => r, Told.Load);
        Gen.Select(Gen.Int[0, Told.Recordings.Count - 1].Select(i => Told.Recordings[i]), Gen.Int[0, int.MaxValue], Gen.Int[1, 40]).Sample(
            (recording, seed, often) =>
            {
                var events = recordings[recording];
                var chance = (uint)seed;
                uint Next(uint below)
                {
                    chance = (chance * 1664525) + 1013904223;
                    return (chance >> 8) % below;
                }

                var teller = Told.TellerOf(events);
                SourceEvent.ObjectChanged? late = null;
                foreach (var news in events)
                {
                    switch (Next((uint)often + 3))
                    {
                        case 0:
                            break;
                        case 1:
                            teller.Apply(news);
                            teller.Apply(news);
                            break;
                        case 2:
                            late = news;
                            break;
                        default:
                            teller.Apply(news);
                            break;
                    }

                    if (late is not null && Next(5) == 0)
                    {
                        teller.Apply(late);
                        late = null;
                    }

                    if (Next(50) == 0)
                    {
                        var resource = new GroupVersionResource("", "v1", "pods");
                        teller.Apply(Next(3) switch { 0 => new SourceEvent.Gap(news.Time, resource), 1 => new SourceEvent.ConnectionLost(news.Time, resource, "refused"), _ => new SourceEvent.ConnectionRestored(news.Time, resource) });
                    }
                }

                Check(teller.Tell(events[^1].Time));
            },
            iter: 60);
    }

    /// <summary>What the objects themselves say may be missing: of each only some fields are left.</summary>
    [Theory]
    [InlineData("status")]
    [InlineData("spec")]
    [InlineData("metadata")]
    public void Objects_of_which_little_is_known_are_told_as_well(string field)
    {
        foreach (var recording in Told.Recordings)
        {
            var events = Told.Load(recording);
            var teller = Told.TellerOf(events);
            foreach (var news in events)
            {
                var stripped = field == "metadata"
                    ? new KubeObject(news.Object.Root.With("metadata", Core.Values.MapValue.Of(("name", news.Object.Name), ("namespace", news.Object.Namespace), ("uid", news.Object.Uid))))
                    : new KubeObject(news.Object.Root.Without(field));
                teller.Apply(news with { Object = stripped });
            }

            Check(teller.Tell(events[^1].Time));
        }
    }

    [Fact]
    public void A_gap_and_a_break_are_told()
    {
        var events = Told.Load("real/02-rollout");
        var teller = Told.TellerOf(events);
        var pods = new GroupVersionResource("", "v1", "pods");
        foreach (var news in events)
        {
            teller.Apply(news);
        }

        var end = events[^1].Time.AddSeconds(10);
        teller.Apply(new SourceEvent.ConnectionLost(end, pods, "connection refused"));
        teller.Apply(new SourceEvent.ConnectionRestored(end.AddSeconds(5), pods));
        teller.Apply(new SourceEvent.Gap(end.AddSeconds(6), pods));
        var story = teller.Tell(end.AddSeconds(60));
        story.Happenings.OfType<Happening.Unseen>().Select(u => StoryLines.Of(u)).ShouldBe(
        [
            "not seen: connection lost: connection refused, over after 5.0s",
            "not seen: the history of pods had expired: the state is exact again, what lay between was not seen",
        ]);
        StoryText.Paragraph(story).ShouldContain("for 5.0s not everything was seen (connection lost: connection refused).");
    }

    /// <summary>A look after about a hundred of the events.</summary>
    private static IEnumerable<(SourceEvent.ObjectChanged News, bool IsLook)> WithLooks(IReadOnlyList<SourceEvent.ObjectChanged> events) =>
        events.Select((e, i) => (e, i % Math.Max(1, events.Count / 100) == 0));

    private static string[] Finished(Narrative story) => [.. story.Happenings.Where(h => h.IsFinished).Select(h => StoryJson.Of(h).ToString())];

    private static void Check(Narrative story)
    {
        StoryText.Line(story).ShouldNotContain("\n");
        StoryText.Paragraph(story).ShouldNotBeNullOrWhiteSpace();
        StoryJson.Of(story).ToString().ShouldNotBeEmpty();
        for (var i = 1; i < story.Happenings.Count; i++)
        {
            story.Happenings[i].Begin.ShouldBeGreaterThanOrEqualTo(story.Happenings[i - 1].Begin);
        }

        foreach (var happening in story.Happenings)
        {
            (happening.End ?? story.End).ShouldBeGreaterThanOrEqualTo(happening.Begin);
            (happening.End ?? story.End).ShouldBeLessThanOrEqualTo(story.End);
            (happening.End is null).ShouldBe(happening.Outcome == StoryOutcome.GoingOn);
            happening.Waits.ShouldAllBe(w => w.Until == null || w.Until >= w.Since);
            StoryLines.Of(happening).ShouldNotBeNullOrWhiteSpace();
        }
    }
}
