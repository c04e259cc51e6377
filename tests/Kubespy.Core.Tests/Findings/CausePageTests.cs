using System.Text;
using Kubespy.Core.Findings;

namespace Kubespy.Core.Tests.Findings;

/// <summary>Each cause has a page of its name that tells what people need of it.</summary>
public sealed class CausePageTests
{
    public static TheoryData<string> Ids => [.. Diagnosis.Causes.Select(c => c.Id).Distinct()];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_cause_has_its_page(string id)
    {
        using var stream = typeof(CausePageTests).Assembly.GetManifestResourceStream($"causes/{id}.md").ShouldNotBeNull($"docs/causes/{id}.md is missing");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var page = reader.ReadToEnd();
        page.ShouldStartWith($"# {id}: ");
        page.ShouldContain("Evidence");
        page.ShouldContain("Remedy");
        page.ShouldContain("aiting");
        page.ShouldContain("On the embedded cluster: ");
    }

    [Fact]
    public void There_are_more_than_thirty_and_each_is_a_rule_of_its_own()
    {
        Diagnosis.Causes.Count.ShouldBeGreaterThan(30);
        Diagnosis.Causes.Select(c => c.Id).ShouldBeUnique();
    }
}
