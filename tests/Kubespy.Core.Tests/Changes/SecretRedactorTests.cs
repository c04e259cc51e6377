using Kubespy.Core.Changes;
using Kubespy.Core.Objects;

namespace Kubespy.Core.Tests.Changes;

public sealed class SecretRedactorTests
{
    private readonly SecretRedactor _redactor = new();

    [Fact]
    public void No_value_remains_and_a_change_stays_visible()
    {
        var first = Redact("aaaa", "bbbb");
        first.ShouldNotContain("aaaa");
        first.ShouldNotContain("last-applied-value");
        first.ShouldContain("\"k\":\"(redacted)\"");
        Redact("aaaa", "bbbb").ShouldBe(first, "nothing changed");
        Redact("cccc", "bbbb").ShouldContain("\"k\":\"(redacted, changed)\",\"l\":\"(redacted)\"");
        Redact("aaaa", "bbbb").ShouldContain("\"k\":\"(redacted, changed 2 times)\"");
    }

    [Fact]
    public void Other_kinds_pass()
    {
        var map = KubeObject.Parse("""{"apiVersion":"v1","kind":"ConfigMap","data":{"k":"v"}}""");
        _redactor.Redact(map).ShouldBeSameAs(map);
    }

    private string Redact(string k, string l) => _redactor.Redact(KubeObject.Parse(
        $$$$"""
        {"apiVersion":"v1","kind":"Secret","metadata":{"uid":"u","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"last-applied-value {{{{k}}}}"}},
         "data":{"k":"{{{{k}}}}","l":"{{{{l}}}}"},"stringData":{"s":"{{{{k}}}}"}}
        """)).Root.ToString();
}
