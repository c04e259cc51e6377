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

    /// <summary>Several as one, in the order in which they are given.</summary>
    /// <exception cref="IOException">One cannot be read.</exception>
    /// <exception cref="FormatException">One is no recording; the message says why.</exception>
    public static async Task<RecordedEvents> ReadAsync(IReadOnlyList<string> paths, TextWriter error)
    {
        var all = await ReadAsync(paths[0], error);
        foreach (var path in paths.Skip(1))
        {
            all = all with { Events = [.. all.Events, .. (await ReadAsync(path, error)).Events] };
        }

        return all;
    }
}
