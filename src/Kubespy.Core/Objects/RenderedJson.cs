namespace Kubespy.Core.Objects;

/// <summary>
/// The bytes of an object's revision, kept for as long as they are among the newest that were rendered: those of all objects together have a bound, so that
/// what is watched or listed by many is encoded once, and what is at rest takes no more than its values. Safe to use from several threads.
/// </summary>
internal sealed class RenderedJson
{
    /// <summary>Enough for a list of 6,000 Pods.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    /// <summary>What one takes beside its bytes.</summary>
    private const int Overhead = 56;

    private static readonly Lock Gate = new();
    private static readonly Queue<RenderedJson> Kept = new();
    private static long s_taken;

    private byte[]? _bytes;

    private RenderedJson(byte[] bytes) => _bytes = bytes;

    /// <summary>Null once others have taken their place.</summary>
    public byte[]? Bytes => Volatile.Read(ref _bytes);

    /// <summary>Keeps bytes, in place of the oldest ones where there are too many.</summary>
    public static RenderedJson Keep(byte[] bytes)
    {
        var json = new RenderedJson(bytes);
        lock (Gate)
        {
            Kept.Enqueue(json);
            s_taken += bytes.Length + Overhead;
            while (s_taken > MostBytes)
            {
                var oldest = Kept.Dequeue();
                s_taken -= oldest._bytes!.Length + Overhead;
                Volatile.Write(ref oldest._bytes, null);
            }
        }

        return json;
    }
}
