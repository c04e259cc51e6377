using System.Xml.Linq;

namespace Kubespy.EndToEnd;

/// <summary>What a pipeline is left with.</summary>
public sealed class SummaryTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_summary_tells_the_phases_and_what_failed()
    {
        var folder = Directory.CreateTempSubdirectory("kubespy-summary-").FullName;
        try
        {
            (await cluster.KubectlAsync("create", "deployment", "fine", "--image=nginx:1")).Code.ShouldBe(0);
            (await cluster.KubectlAsync("create", "deployment", "doomed", "--image=nginx:bad")).Code.ShouldBe(0);
            var (junit, markdown) = (Path.Combine(folder, "report.xml"), Path.Combine(folder, "report.md"));
            var trace = await cluster.KubespyAsync(
                "trace", "deploy/fine", "deploy/doomed", "--until", "complete", "--timeout", "90s", "--summary", $"junit={junit}", "--summary", $"markdown={markdown}");
            trace.Code.ShouldBe(1, trace.Output + trace.Error);
            var suites = XDocument.Parse(await File.ReadAllTextAsync(junit, TestContext.Current.CancellationToken)).Root!.Elements().ToDictionary(s => (string)s.Attribute("name")!);
            var doomed = suites[$"deploy/doomed -n {cluster.Namespace}"];
            ((string)doomed.Attribute("failures")!, (string)doomed.Descendants("failure").Single().Attribute("type")!).ShouldBe(("1", "image-pull"));
            (await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken)).ShouldContain("**image-pull**: image nginx:bad not found");

            var usage = await cluster.KubespyAsync("trace", "deploy/fine", "--summary", "junit=x");
            (usage.Code, usage.Error).ShouldBe((2, "kubespy: --summary tells how waiting went: say for what with --until\n  see: kubespy trace --help\n"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
