using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tests.Tracing.Objects;

public sealed class ObjectTracerTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ObjectTracer _tracer = new(new ReplicaSetKind(), "web", "default");

    [Fact]
    public void What_is_under_way_before_all_is_known_is_not_told()
    {
        Apply(0, Set("u1", ready: 0), isInitial: true);
        Apply(0, Pod("web-a", "u1", isReady: false), isInitial: true);
        _tracer.TakeLines().ShouldBeEmpty();

        _tracer.Apply(new SourceEvent.CaughtUp(Start));
        _tracer.TakeLines().ShouldBeEmpty();
        Apply(1, Pod("web-a", "u1", isReady: true));
        Apply(1, Set("u1", ready: 1));
        Lines().ShouldBe(["pod/web-a Running, not Ready -> Ready", "rs/web ready; available 1/1, ready 1/1"]);
    }

    [Fact]
    public void What_does_not_exist_counts_as_deleted_only_once_all_is_known()
    {
        _tracer.Trace(Start).Has(WaitFor.Deleted).ShouldBeFalse();
        _tracer.Apply(new SourceEvent.CaughtUp(Start));
        _tracer.Trace(Start).Has(WaitFor.Deleted).ShouldBeTrue();
        _tracer.Trace(Start).Verdict.ShouldBe(Verdict.Waiting);
    }

    [Fact]
    public void What_is_waited_for_has_not_come_before_all_is_known()
    {
        Apply(0, Set("u1", ready: 1), isInitial: true);
        _tracer.Trace(Start).Has(WaitFor.Ready).ShouldBeFalse();
        Apply(0, Pod("web-a", "u1", isReady: true), isInitial: true);
        _tracer.Apply(new SourceEvent.CaughtUp(Start));
        _tracer.Trace(Start).Has(WaitFor.Ready).ShouldBeTrue();
    }

    [Fact]
    public void Owners_that_all_own_each_other_cost_no_more_than_they_are()
    {
        var tracer = new ObjectTracer(new OwnedTreeKind(new GroupVersionKind("x.io", "v1", "Evil")), "root", "default");
        tracer.Apply(new SourceEvent.ObjectChanged(Start, ChangeType.Added, Evil("root", [])));
        tracer.Apply(new SourceEvent.CaughtUp(Start));
        var ring = Enumerable.Range(0, 40).Select(i => $"v{i}").ToArray();
        foreach (var name in ring)
        {
            // Looked up by every path, their owners would never come to an end.
            tracer.Apply(new SourceEvent.ObjectChanged(Start, ChangeType.Added, Evil(name, ring)));
        }

        tracer.TakeLines().ShouldNotContain(l => l.Subject == "evil/v0");
        tracer.Apply(new SourceEvent.ObjectChanged(Start, ChangeType.Modified, Evil("v7", [.. ring, "root"])));
        tracer.Trace(Start).Sections.Single(s => s.Title == "owns").Rows.Count.ShouldBe(40);
    }

    private static KubeObject Evil(string name, string[] owners) => KubeObject.Parse(
        $$"""{"apiVersion":"x.io/v1","kind":"Evil","metadata":{"name":"{{name}}","namespace":"default","uid":"{{name}}","ownerReferences":[{{string.Join(',', owners.Select(o => $$$"""{"apiVersion":"x.io/v1","kind":"Evil","name":"{{{o}}}","uid":"{{{o}}}"}"""))}}]} }""");

    [Fact]
    public void An_object_made_anew_under_its_name_is_another()
    {
        Apply(0, Set("u1", ready: 1), isInitial: true);
        Apply(0, Pod("web-a", "u1", isReady: true), isInitial: true);
        _tracer.Apply(new SourceEvent.CaughtUp(Start));
        Apply(1, Set("u2", ready: 0));
        Apply(1.1, Set("u1", ready: 1), type: ChangeType.Deleted);

        var trace = _tracer.Trace(Start.AddSeconds(2));
        trace.Verdict.ShouldBe(Verdict.Progressing);
        trace.Sections[0].Rows.ShouldBeEmpty("the Pod belongs to the one that is gone");
    }

    [Fact]
    public void A_kind_of_the_same_name_in_another_group_is_no_root()
    {
        Apply(0, Set("u1", ready: 1).Replace("apps/v1", "example.com/v1", StringComparison.Ordinal), isInitial: true);
        _tracer.Trace(Start).Verdict.ShouldBe(Verdict.Waiting);
    }

    [Fact]
    public void A_warning_is_told_once_for_each_reason()
    {
        Apply(0, Set("u1", ready: 0), isInitial: true);
        Apply(0, Pod("web-a", "u1", isReady: false), isInitial: true);
        _tracer.Apply(new SourceEvent.CaughtUp(Start));
        Apply(1, Warning("e1", "Unhealthy", "HTTP 503"));
        Apply(2, Warning("e1", "Unhealthy", "HTTP 503"));
        Apply(3, Warning("e2", "BackOff", "restarting"));
        Lines().ShouldBe(["event web-a Unhealthy: HTTP 503", "event web-a BackOff: restarting"]);
    }

    [Fact]
    public void A_picture_moves_with_time_and_with_news()
    {
        Apply(0, Set("u1", ready: 1), isInitial: true);
        Apply(0, Pod("web-a", "u1", isReady: true, deletedAt: "2026-01-01T00:00:30Z"), isInitial: true);
        Word(0).ShouldBe("Terminating, 30s grace left");
        Word(7).ShouldBe("Terminating, 23s grace left");
        Apply(7, Pod("web-a", "u1", isReady: true));
        Word(7).ShouldBe("Ready");
    }

    [Fact]
    public void A_log_that_comes_after_its_Pod_went_is_dropped_and_one_that_comes_in_time_is_shown()
    {
        Apply(0, Set("u1", ready: 0), isInitial: true);
        Apply(0, Pod("web-a", "u1", isReady: false), isInitial: true);
        _tracer.Apply(new SourceEvent.LogRead(Start, "web-a", "web", ["panic: no config"]));
        _tracer.Apply(new SourceEvent.LogRead(Start, "web-b", "web", ["nobody's"]));

        Lines().ShouldBe(["pod/web-a web | panic: no config"]);
        _tracer.Trace(Start).Sections[0].Rows.Single().Details.ShouldContain("| panic: no config");
        _tracer.Trace(Start).Sections[0].Rows.Single().Details.ShouldNotContain("| nobody's");
    }

    private string Word(double seconds) => _tracer.Trace(Start.AddSeconds(seconds)).Sections[0].Rows.Single().Word;

    private IEnumerable<string> Lines() => _tracer.TakeLines().Select(l => $"{l.Subject} {l.Plain}");

    private void Apply(double seconds, string json, bool isInitial = false, ChangeType type = ChangeType.Modified) =>
        _tracer.Apply(new SourceEvent.ObjectChanged(Start.AddSeconds(seconds), type, KubeObject.Parse(json), isInitial));

    private static string Set(string uid, int ready) => Fill(
        """
        {"kind":"ReplicaSet","apiVersion":"apps/v1","metadata":{"name":"web","namespace":"default","uid":"UID","generation":1},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}}},"status":{"observedGeneration":1,"replicas":1,"readyReplicas":READY,"availableReplicas":READY}}
        """,
        ("UID", uid), ("READY", ready.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static string Pod(string name, string owner, bool isReady, string? deletedAt = null) => Fill(
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"NAME","namespace":"default","uid":"NAME"DELETED,"labels":{"app":"web"},
          "ownerReferences":[{"kind":"ReplicaSet","name":"web","uid":"OWNER","controller":true}]},
         "status":{"phase":"Running","conditions":[{"type":"Ready","status":"READY"}],
          "containerStatuses":[{"name":"web","ready":IS,"restartCount":0,"state":{"running":{}}}]}}
        """,
        ("NAME", name), ("OWNER", owner), ("READY", isReady ? "True" : "False"), ("IS", isReady ? "true" : "false"),
        ("DELETED", deletedAt is null ? "" : $",\"deletionTimestamp\":\"{deletedAt}\""));

    private static string Warning(string uid, string reason, string message) => Fill(
        """{"kind":"Event","apiVersion":"v1","metadata":{"name":"UID","namespace":"default","uid":"UID"},"involvedObject":{"kind":"Pod","name":"web-a","uid":"web-a"},"type":"Warning","reason":"REASON","message":"MESSAGE"}""",
        ("UID", uid), ("REASON", reason), ("MESSAGE", message));

    private static string Fill(string template, params (string Mark, string Text)[] marks) =>
        marks.Aggregate(template, (text, m) => text.Replace(m.Mark, m.Text, StringComparison.Ordinal));
}
