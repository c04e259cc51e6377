using System.Diagnostics;
using System.IO.Compression;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Recordings;
using Kubespy.Cli.Recordings.Playing;
using Kubespy.Core.Watching;
using Kubespy.Recording;
using Kubespy.Recording.Files;
using Kubespy.Recording.Text;

namespace Kubespy.LoadBench;

/// <summary>
/// What it costs to write a recording and to go about in it, of one that exists: how many events a second one thread keeps, and the size, beside gzip and
/// zstd of the same JSON Lines; how long reading, folding and going to a moment take.
/// </summary>
internal static class Recordings
{
    public static void Run(string path)
    {
        var began = Stopwatch.GetTimestamp();
        var recording = RecordedEvents.Read(path);
        for (var round = 0; round < 3; round++)
        {
            began = Stopwatch.GetTimestamp();
            recording = RecordedEvents.Read(path);
            Tell("read", Stopwatch.GetElapsedTime(began), recording.Events.Count);
        }

        began = Stopwatch.GetTimestamp();
        using (var unpacked = new ZstdSharp.DecompressionStream(File.OpenRead(path), checkEndOfStream: false))
        {
            unpacked.CopyTo(Stream.Null);
        }

        Tell("of it, unpacked", Stopwatch.GetElapsedTime(began), recording.Events.Count);
        var lines = recording.Events.Select(e => System.Text.Encoding.UTF8.GetBytes(JsonText.Line(e, recording.Header.Started).ToString() + "\n")).ToArray();
        var raw = lines.Sum(l => (long)l.Length);
        for (var round = 0; round < 3; round++)
        {
            var written = Path.GetTempFileName();
            began = Stopwatch.GetTimestamp();
            using (var writer = new RecordingWriter(written, recording.Header, overwrite: true))
            {
                foreach (var seen in recording.Events)
                {
                    writer.Append(seen);
                }
            }

            Tell($"written, {raw / (double)new FileInfo(written).Length:0.0}x smaller", Stopwatch.GetElapsedTime(began), recording.Events.Count);
            File.Delete(written);
        }

        began = Stopwatch.GetTimestamp();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var line in lines)
            {
                gzip.Write(line);
            }
        }

        Tell($"gzip -1 of the JSON Lines, ready made, {raw / (double)packed.Length:0.0}x smaller", Stopwatch.GetElapsedTime(began), recording.Events.Count);

        var (kind, ns, name) = RecordedTarget.Of(recording) ?? throw new InvalidOperationException("nothing that can be traced");
        for (var round = 0; round < 3; round++)
        {
            var tracer = TracePlan.TracerOf(kind, ns, name, new Kubespy.Cli.Commands.TraceOptions());
            began = Stopwatch.GetTimestamp();
            foreach (var news in recording.News)
            {
                tracer.Apply(news);
            }

            Tell("folded", Stopwatch.GetElapsedTime(began), recording.Events.Count);
            began = Stopwatch.GetTimestamp();
            for (var i = 0; i < 100; i++)
            {
                tracer.Trace(recording.End.AddSeconds(i));
            }

            Tell("traces calculated", Stopwatch.GetElapsedTime(began), 100);
        }

        SourceEvent[] events = [.. recording.News];
        var replayer = new Replayer(events, () => TracePlan.TracerOf(kind, ns, name, new Kubespy.Cli.Commands.TraceOptions()));
        replayer.Ready.Wait();
        var (random, times) = (new Random(1), new List<TimeSpan>());
        for (var i = 0; i < 200; i++)
        {
            // As a person does: the next key comes when the picture is there.
            replayer.Ready.Wait();
            var place = random.Next(events.Length + 1);
            began = Stopwatch.GetTimestamp();
            replayer.Go(place);
            replayer.State.Tracer.Trace(recording.End);
            times.Add(Stopwatch.GetElapsedTime(began));
        }

        times.Sort();
        Console.WriteLine($"gone to a place and looked: median {times[100].TotalMilliseconds:0.0} ms, p95 {times[190].TotalMilliseconds:0.0} ms, worst {times[^1].TotalMilliseconds:0.0} ms");
        foreach (var share in (double[])[0.1, 0.5, 0.9])
        {
            began = Stopwatch.GetTimestamp();
            var objects = RecordedEvents.StateAt(path, recording.Begin + ((recording.End - recording.Begin) * share));
            Tell($"the world at {share:P0} read from the file", Stopwatch.GetElapsedTime(began), objects.Count);
        }
    }

    private static void Tell(string what, TimeSpan took, int count) => Console.WriteLine($"{what}: {took.TotalMilliseconds:0.0} ms for {count:N0}, {took.TotalMicroseconds / count:0.0} µs each, {count / took.TotalSeconds:N0}/s");
}
