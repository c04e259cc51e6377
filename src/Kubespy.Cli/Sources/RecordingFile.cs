using System.Globalization;
using System.Text;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>
/// A recording is text, one JSON object a line: <c>t</c> (seconds since it began), <c>time</c>, <c>type</c> (ADDED, MODIFIED, DELETED; GAP where the
/// history had expired), the <c>object</c>, and <c>initial</c> where it existed before. A recording that ends midway loses its last line alone.
/// </summary>
internal static class RecordingFile
{
    /// <summary>A new file that only its owner may read: it holds what a cluster holds.</summary>
    /// <exception cref="IOException">It exists, or cannot be written.</exception>
    public static StreamWriter Create(string path, bool overwrite)
    {
        if (!overwrite && new FileInfo(path) is { Exists: true, Length: > 0 })
        {
            throw new IOException($"{path} exists: choose another name, or --overwrite it");
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        if (overwrite && !OperatingSystem.IsWindows() && file.CanSeek)
        {
            // What was there before may have been open to others.
            File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    public static MapValue Event(SourceEvent.ObjectChanged change, DateTimeOffset start, string context, bool hasLeft) => Head(change, start, context)
        .Set("type", change.Type switch { ChangeType.Added => "ADDED", ChangeType.Modified => "MODIFIED", _ => "DELETED" })
        .Set("object", change.Object.Root)
        .Set("initial", change.IsInitial ? true : null)
        .Set("left", hasLeft ? true : null)
        .ToMap();

    public static MapValue Gap(SourceEvent.Gap gap, DateTimeOffset start, string context) => Head(gap, start, context)
        .Set("type", "GAP")
        .Set("resource", gap.Resource.GroupResource)
        .ToMap();

    private static MapBuilder Head(SourceEvent news, DateTimeOffset start, string context) => new MapBuilder()
        .Set("t", NumberValue.OfLiteral((news.Time - start).TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture)))
        .Set("time", Timestamp.FormatMicro(news.Time))
        .Set("context", context.Length > 0 ? StringValue.Of(context) : null);
}
