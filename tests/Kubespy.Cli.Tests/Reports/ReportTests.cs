using Kubespy.Cli.Reports;
using Kubespy.Core.Findings;
using Kubespy.Core.Tracing.Phases;

namespace Kubespy.Cli.Tests.Reports;

/// <summary>What a pipeline is given at the end.</summary>
public sealed class ReportTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly RunReport Failed = new(
        "deploy/nginx -n prod", "failed", "failed: image nginx:bad not found; revision 3 serves 3/3", Start, Start.AddSeconds(16.25),
        [new Phase("the controller sees the change", Start, TimeSpan.FromSeconds(0.25), ""), new Phase("stuck", Start.AddSeconds(0.25), TimeSpan.FromSeconds(16), "image nginx:bad not found 16.0s")],
        [new Finding { Cause = "image-pull", Subjects = ["pod/nginx-1"], Summary = "image nginx:bad not found <b>|\e[31m", Evidence = [], Remedy = "correct the image", IsFinal = true }]);

    private static readonly RunReport Reached = new(
        "deploy/shop", "reached", "complete in 3.0s", Start, Start.AddSeconds(3), [new Phase("Pods are replaced", Start, TimeSpan.FromSeconds(3), "ContainerCreating 2.1s")], []);

    [Fact]
    public void In_JUnit_what_was_asserted_has_a_case_of_its_own()
    {
        var broken = Reached with { Result = "failed", Message = "assert floor violated: 2", IsBroken = true, Asserted = [("floor", "assert floor violated: 2"), ("ceiling", "")] };
        var suite = System.Xml.Linq.XDocument.Parse(JUnitReport.Of([broken])).Root!.Element("testsuite")!;
        suite.Elements("testcase").Where(c => c.Element("failure") is not null).Select(c => c.Attribute("name")!.Value).ShouldBe(["assert floor"]);
        suite.Elements("testcase").Count().ShouldBe((int)suite.Attribute("tests")!);
        ((int)suite.Attribute("failures")!).ShouldBe(1);
        suite.Elements("testcase").Last().Attribute("name")!.Value.ShouldBe("assert ceiling");
        ((int)System.Xml.Linq.XDocument.Parse(JUnitReport.Of([Failed with { Asserted = [("floor", "cannot be judged")] }])).Root!.Element("testsuite")!.Attribute("failures")!).ShouldBe(2);
    }

    [Fact]
    public void JUnit_has_a_suite_for_each_target_and_a_case_for_each_phase() => Snapshot.Check("report-junit", JUnitReport.Of([Failed, Reached]));

    [Fact]
    public void Markdown_shows_phases_and_causes() => Snapshot.Check("report-markdown", MarkdownReport.Of([Failed, Reached]));

    [Fact]
    public void GitLab_is_given_what_went_wrong() => Snapshot.Check("report-gitlab", GitLabReport.Of([Failed, Reached]));

    [Fact]
    public void JSON_has_all_of_it() => Snapshot.Check("report-json", JsonReport.Of([Failed, Reached]));

    [Fact]
    public async Task GitHub_gathers_what_all_commands_of_a_step_append()
    {
        var file = Path.GetTempFileName();
        try
        {
            var summary = Summary.OfEnvironment(Environment(file)).ShouldHaveSingleItem();
            await summary.WriteAsync([Reached], TestContext.Current.CancellationToken);
            await summary.WriteAsync([Reached], TestContext.Current.CancellationToken);
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Split("### ").Length.ShouldBe(3);
            Summary.Parse("github", Environment(file)).File.ShouldBe(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("junit")]
    [InlineData("github")]
    [InlineData("junit=")]
    [InlineData("html=x")]
    public void What_is_no_summary_is_refused(string text) =>
        Should.Throw<FormatException>(() => Summary.Parse(text, _ => null)).Message.ShouldBe($"--summary is KIND=FILE with github, gitlab, junit, markdown or json, not {text}");

    [Fact]
    public void Outside_of_GitHub_nothing_is_written_unasked() => Summary.OfEnvironment(_ => null).ShouldBeEmpty();

    private static Func<string, string?> Environment(string file) => name => name switch
    {
        "GITHUB_ACTIONS" => "true",
        "GITHUB_STEP_SUMMARY" => file,
        _ => null,
    };
}
