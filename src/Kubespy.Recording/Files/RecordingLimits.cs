namespace Kubespy.Recording.Files;

/// <summary>How large a recording may become.</summary>
/// <param name="PartBytes">A part that has reached so many bytes is closed, and another is begun.</param>
/// <param name="Parts">So many parts are kept; of more, the oldest is deleted.</param>
/// <param name="BlockBytes">A block is closed once it has so many bytes of JSON: what damage costs at most, and what is unpacked at once.</param>
public sealed record RecordingLimits(long PartBytes, int Parts, int BlockBytes = 4 * 1024 * 1024)
{
    /// <summary>Some days of a busy namespace.</summary>
    public static readonly RecordingLimits Default = new(256L * 1024 * 1024, 16);
}
