using System.CommandLine;
using Kubespy.Cli.Recordings;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;
using Kubespy.Recording;

namespace Kubespy.Cli.Tests.Recordings;

public sealed class RecordingOptionsTests
{
    [Fact]
    public void A_small_size_is_kept_too()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (options, command) = (new RecordingOptions(), new Command("record"));
            options.AddTo(command);
            var header = new RecordingHeader { Id = "id", Started = DateTimeOffset.UnixEpoch, By = "test" };
            using (var writer = options.Writer(command.Parse(["--max-size", "20Ki"]), Path.Combine(folder.FullName, "a.kspy"), header))
            {
                for (var i = 0; i < 2000; i++)
                {
                    // What does not compress, as names and hashes do not.
                    var noise = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)));
                    var pod = KubeObject.Parse("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default","uid":"u","annotations":{"noise":"NOISE"}}}""".Replace("NOISE", noise, StringComparison.Ordinal));
                    writer.Append(new RecordedEvent(new SourceEvent.ObjectChanged(DateTimeOffset.UnixEpoch.AddSeconds(i), i == 0 ? ChangeType.Added : ChangeType.Modified, pod)));
                }
            }

            var parts = folder.GetFiles("*.kspy");
            parts.Length.ShouldBeGreaterThan(2);
            parts.ShouldAllBe(p => p.Length < 60 * 1024);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
