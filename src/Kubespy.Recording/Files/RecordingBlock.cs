namespace Kubespy.Recording.Files;

/// <summary>A block of a recording: one zstd frame, which can be decompressed without the others.</summary>
/// <param name="Offset">Where it begins in the file, in bytes.</param>
/// <param name="Length">How many bytes it has, compressed.</param>
/// <param name="Time">When its first entry was seen.</param>
/// <param name="HasState">It begins with all objects as they were: nothing before it is needed to read it.</param>
public sealed record RecordingBlock(long Offset, long Length, DateTimeOffset Time, bool HasState);
