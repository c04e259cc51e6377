using Kubespy.Core.Watching;

namespace Kubespy.Recording.Tests;

public sealed class JsonTextTests : IDisposable
{
    private readonly Fixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void What_kubectl_prints_of_a_watch_is_read_over_several_lines()
    {
        var read = Read("""
            {
                "type": "ADDED",
                "object": {
                    "apiVersion": "v1", "kind": "Pod",
                    "metadata": {"name": "web", "uid": "u", "creationTimestamp": "2026-11-26T03:12:00Z"}
                }
            }
            {
                "type": "MODIFIED",
                "object": {
                    "apiVersion": "v1", "kind": "Pod",
                    "metadata": {"name": "web", "uid": "u", "creationTimestamp": "2026-11-26T03:12:00Z"},
                    "status": {"conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-11-26T03:12:04Z"}]}
                }
            }
            { "type": "DELETED", "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "uid": "u"}}}
            """);
        read.Events.Select(e => e.News.Time.ToString("mm:ss", null)).ShouldBe(["12:00", "12:04", "12:04"]);
        read.Events.Select(e => ((SourceEvent.ObjectChanged)e.News).IsInitial).ShouldBe([true, false, false]);
        read.Flaws.ShouldBeEmpty();
    }

    [Fact]
    public void The_last_line_may_be_torn()
    {
        var read = Read("{\"t\":0,\"type\":\"ADDED\",\"object\":{\"metadata\":{\"creationTimestamp\":\"2026-11-26T03:12:00Z\"}}}\n{\"t\":1,\"type\":\"MOD");
        read.Events.Count.ShouldBe(1);
        read.Flaws.ShouldHaveSingleItem().ShouldContain("line 2");
    }

    [Theory]
    [InlineData("{\"t\":0}\n", "line 1 is no recorded event")]
    [InlineData("{\"t\":0,\"type\":\"ADDED\",\"object\":{}}\nnonsense\n{\"t\":0,\"type\":\"ADDED\",\"object\":{}}\n", "line 2 is not JSON")]
    [InlineData("nonsense", "line 1 is not JSON")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{}}", "carry no times")]
    [InlineData("{\"t\":1e300,\"type\":\"ADDED\",\"object\":{}}", "beyond all calendars")]
    public void What_is_no_recording_is_said_to_be_none(string text, string message) =>
        Should.Throw<FormatException>(() => Read(text)).Message.ShouldContain(message);

    private RecordedEvents Read(string text)
    {
        var path = _fixture.PathOf("in.jsonl");
        File.WriteAllText(path, text);
        return RecordedEvents.Read(path);
    }
}
