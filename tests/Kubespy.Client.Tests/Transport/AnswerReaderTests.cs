using System.Text;
using System.Text.Json;
using Kubespy.Client.Transport;
using Kubespy.Core.Values;

namespace Kubespy.Client.Tests.Transport;

public sealed class AnswerReaderTests
{
    private const string List =
        """
        {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"é\"}"},"items":[
          {"metadata":{"name":"a","labels":{"x":"]}"}},"n":12.5e3},{"metadata":{"name":"b"},"spec":[[],{}]},{}],"last":[1,true,null]}
        """;

    [Theory]
    [InlineData(List)]
    [InlineData("""{"kind":"Pod","metadata":{"name":"a"},"spec":{"items":[1,2]}}""")]
    [InlineData("""{"items":null}""")]
    [InlineData("""{"items":[]}""")]
    [InlineData(" {} \n")]
    public async Task However_it_is_cut_it_is_read_as_the_whole_is(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        foreach (var pieces in (int[])[1, 2, 3, 7, 64, bytes.Length])
        {
            (await ReadAsync(bytes, pieces, Projection.All)).ShouldBe(ValueReader.Read(bytes));
        }
    }

    [Fact]
    public async Task What_the_projection_does_not_keep_is_passed_over()
    {
        var projection = Projection.Of("metadata.resourceVersion", "items.metadata.name");
        (await ReadAsync(Encoding.UTF8.GetBytes(List), 5, projection)).ShouldBe(ValueReader.Read(
            """{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}},{}]}"""));
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_anywhere_is_no_answer()
    {
        var bytes = Encoding.UTF8.GetBytes(List);
        for (var length = 0; length < bytes.Length; length++)
        {
            await Should.ThrowAsync<JsonException>(() => ReadAsync(bytes[..length], 16, Projection.All));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("{} {}")]
    [InlineData("{\"items\":[}")]
    public async Task What_is_not_one_object_is_refused(string text) =>
        await Should.ThrowAsync<JsonException>(() => ReadAsync(Encoding.UTF8.GetBytes(text), 3, Projection.All));

    private static async Task<Value> ReadAsync(byte[] bytes, int pieces, Projection projection)
    {
        await using var stream = new Dripping(bytes, pieces);
        return await AnswerReader.ReadAsync(stream, projection, () => { }, TestContext.Current.CancellationToken);
    }

    /// <summary>Gives at most so many bytes at once.</summary>
    private sealed class Dripping(byte[] bytes, int pieces) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(pieces, buffer.Length)], cancellationToken);
    }
}
