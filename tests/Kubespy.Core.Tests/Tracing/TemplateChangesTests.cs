using Kubespy.Core.Tracing;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tests.Tracing;

public sealed class TemplateChangesTests
{
    [Theory]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":"x:1"}]}}""", """{"spec":{"containers":[{"name":"a","image":"x:2"}]}}""", "image 1 → 2")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":"r:5000/x"}]}}""", """{"spec":{"containers":[{"name":"a","image":"r:5000/y"}]}}""", "image r:5000/x → r:5000/y")]
    [InlineData("""{"spec":{"containers":[{"name":"a","env":[{"name":"E","value":"1"},{"name":"E","value":"2"}]}]}}""", """{"spec":{"containers":[{"name":"a","env":[{"name":"E","value":"3"}]}]}}""", "env E changed")]
    [InlineData("""{"spec":{"initContainers":[{"name":"i","image":"x:1"}]}}""", """{"spec":{"initContainers":[{"name":"i","image":"x:2"}]}}""", "init i image 1 → 2")]
    [InlineData("""{"spec":{"nodeSelector":{"a":"b"}}}""", """{"spec":{}}""", "nodeSelector")]
    [InlineData("""{"metadata":{"labels":{"a":"b"}}}""", """{"metadata":{"labels":{"a":"c","d":"e"}}}""", "label a changed, label d added")]
    [InlineData("""{"metadata":{}}""", """{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"now"}}}""", "restart asked for")]
    public void What_changed_is_said_in_words(string old, string next, string words) =>
        string.Join(", ", TemplateChanges.Between((MapValue)ValueReader.Read(old), (MapValue)ValueReader.Read(next))).ShouldBe(words);
}
