using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Sources;

public sealed class TracedFieldsTests
{
    /// <summary>What is not read must not be missed: over every state of every Pod that was recorded.</summary>
    [Fact]
    public void A_Pod_of_which_only_the_traced_fields_are_kept_is_traced_the_same()
    {
        var pods = Replay.Scenarios.SelectMany(Replay.Load).Select(e => e.Object).Where(o => o.Kind == "Pod").ToList();
        var (whole, kept) = (0L, 0L);
        foreach (var pod in pods)
        {
            var projected = new KubeObject((MapValue)ValueReader.Read(pod.Json.Span, TracedFields.Pod));
            (PodState.Of(projected) with { Object = null }).ShouldBe(PodState.Of(pod) with { Object = null }, pod.ToString());
            Summaries(projected).ShouldBe(Summaries(pod), pod.ToString());
            whole += pod.Json.Length;
            kept += projected.Json.Length;
        }

        pods.Count.ShouldBeGreaterThan(500);
        kept.ShouldBeLessThan(whole);
    }

    private static IEnumerable<string> Summaries(KubeObject pod) =>
        Diagnosis.Of(new Situation { Now = default, Workload = null, Pods = [pod] }).Select(f => $"{f.Summary} {f.IsFinal} {f.Evidence[0]}");

    [Fact]
    public void A_projection_looks_through_lists_and_skips_what_it_does_not_name()
    {
        var read = ValueReader.Read(
            """{"a":{"b":[{"c":1,"d":[1,{"x":2}]},{"c":{"z":3},"e":null}],"f":1},"g":{"h":1}}"""u8, Projection.Of("a.b.c", "g"));

        System.Text.Encoding.UTF8.GetString(ValueWriter.Write(read)).ShouldBe("""{"a":{"b":[{"c":1},{"c":{"z":3}}]},"g":{"h":1}}""");
    }
}
