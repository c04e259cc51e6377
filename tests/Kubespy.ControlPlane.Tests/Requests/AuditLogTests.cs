using Kubespy.ControlPlane.Server;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>The audit log is bounded: files that have grown get another name, and the oldest go.</summary>
public sealed class AuditLogTests : IDisposable
{
    private const int LineBytes = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("kubespy-audit-").FullName;
    private readonly StandingClock _clock = new();

    private string File1 => Path.Combine(_folder, "audit.jsonl");

    [Fact]
    public void No_file_grows_beyond_the_limit_and_no_more_old_ones_are_kept_than_are_asked_for()
    {
        Write(new AuditLimits(5 * LineBytes, Backups: 3), from: 10, count: 33);

        var files = Files();
        files.Length.ShouldBe(4);
        files.ShouldAllBe(f => new FileInfo(f).Length <= 5 * LineBytes);
        // The newest lines, in order: three whole files, and what came since.
        Lines(files).ShouldBe(Enumerable.Range(25, 18));
        Path.GetFileName(files[0]).ShouldBe("audit-2026-11-26T17-10-00.003.jsonl", "six were renamed, and as the clock stands each is called a millisecond later");
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in files)
            {
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }

    [Fact]
    public void What_is_there_is_appended_to_and_renamed_when_it_has_grown_and_other_files_stay()
    {
        Write(new AuditLimits(5 * LineBytes, Backups: 1), from: 10, count: 4);
        File.WriteAllText(Path.Combine(_folder, "audit-of-mine.jsonl"), "");
        File.WriteAllText(Path.Combine(_folder, "audit-2026-11-26T17-10-00.000.txt"), "");

        Write(new AuditLimits(5 * LineBytes, Backups: 1), from: 14, count: 8);

        Files().Select(Path.GetFileName).ShouldBe(["audit-2026-11-26T17-10-00.000.txt", "audit-2026-11-26T17-10-00.001.jsonl", "audit-of-mine.jsonl", "audit.jsonl"]);
        Lines([Path.Combine(_folder, "audit-2026-11-26T17-10-00.001.jsonl"), File1]).ShouldBe(Enumerable.Range(15, 7));
    }

    [Fact]
    public void A_line_longer_than_the_limit_has_a_file_of_its_own()
    {
        Write(new AuditLimits(1, Backups: 10), from: 10, count: 3);

        Files().Length.ShouldBe(3);
        Lines(Files()).ShouldBe([10, 11, 12]);
    }

    [Fact]
    public void One_that_others_could_read_is_the_owners_only_from_then_on()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes");
            return;
        }

        File.WriteAllText(File1, "");
        File.SetUnixFileMode(File1, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        Write(AuditLimits.Default, from: 10, count: 1);

        File.GetUnixFileMode(File1).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void What_is_no_file_is_not_renamed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no /dev/null");
        using var log = new AuditLog("/dev/null", new AuditLimits(1, 1), _clock);

        log.Write(Line(1));
        log.Write(Line(2));

        File.Exists("/dev/null").ShouldBeTrue();
    }

    [Fact]
    public void A_link_is_left_as_it_is()
    {
        var target = Path.Combine(_folder, "elsewhere");
        File.WriteAllText(target, "");
        File.CreateSymbolicLink(File1, target);

        Write(new AuditLimits(1, Backups: 1), from: 10, count: 3);

        Files().ShouldBe([File1, target]);
        Lines([target]).ShouldBe([10, 11, 12]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(AuditLimits limits, int from, int count)
    {
        using var log = new AuditLog(File1, limits, _clock);
        for (var n = from; n < from + count; n++)
        {
            log.Write(Line(n));
        }
    }

    /// <summary>{"nr":10} and the end of the line are ten bytes.</summary>
    private static MapValue Line(int number) => MapValue.Of(("nr", number));

    private string[] Files() => [.. Directory.GetFiles(_folder).Order(StringComparer.Ordinal)];

    private static IEnumerable<int> Lines(IEnumerable<string> files) => files.SelectMany(File.ReadAllLines).Select(l => (int)ValueReader.Read(l).Int64At("nr")!);

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 26, 17, 10, 0, TimeSpan.Zero);
    }
}
