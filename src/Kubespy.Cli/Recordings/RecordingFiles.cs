using Kubespy.Cli.Terminal;
using Kubespy.Recording;

namespace Kubespy.Cli.Recordings;

/// <summary>Reads recordings, and says what is missing of them.</summary>
internal static class RecordingFiles
{
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="FormatException">It is no recording; the message says why.</exception>
    public static async Task<RecordedEvents> ReadAsync(string path, TextWriter error)
    {
        var recording = RecordedEvents.Read(path);
        foreach (var flaw in recording.Flaws)
        {
            await error.WriteLineAsync($"{SafeText.Of(Path.GetFileName(path))}: {SafeText.Of(flaw)}");
        }

        return recording;
    }
}
