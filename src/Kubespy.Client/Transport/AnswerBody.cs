namespace Kubespy.Client.Transport;

/// <summary>Reads the body of an answer whole, up to a bound: a server that never ends must not fill the memory.</summary>
internal static class AnswerBody
{
    private const int First = 64 * 1024;

    /// <summary>The bytes of the body. <paramref name="onRead"/> is called whenever some have come.</summary>
    /// <exception cref="IOException">The connection broke, or there is more than <paramref name="most"/> bytes.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, int most, Action onRead, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[content.Headers.ContentLength is { } length and > 0 && length <= most ? length + 1 : First];
        var filled = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation);
            if (read == 0)
            {
                return buffer.AsMemory(0, filled);
            }

            onRead();
            filled += read;
            if (filled > most)
            {
                throw new IOException($"it is larger than {most / (1024 * 1024)} MiB");
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, most + 1L));
            }
        }
    }
}
