using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Kubespy.Client.Transport;

namespace Kubespy.Client.Tests.Transport;

/// <summary>The authorities of the machine are found where kubectl finds them, and .NET's own reading of them is skipped without a trace.</summary>
public sealed class MachineRootsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kubespy-").FullName;

    [Fact]
    public void A_file_and_folders_that_the_environment_names_are_read()
    {
        File.WriteAllText(Path.Combine(_folder, "one.pem"), TestCertificates.Pem(_certificates.Root));
        File.WriteAllText(Path.Combine(_folder, "README"), "no certificate");
        var other = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "more")).FullName, "other.crt");
        File.WriteAllText(other, TestCertificates.Pem(_certificates.Intermediate));

        Subjects(("SSL_CERT_FILE", Path.Combine(_folder, "one.pem")), ("SSL_CERT_DIR", "/nowhere:" + Path.Combine(_folder, "more"))).ShouldBe(["CN=root", "CN=intermediate"], ignoreOrder: true);
        Subjects(("SSL_CERT_FILE", Path.Combine(_folder, "README")), ("SSL_CERT_DIR", Path.Combine(_folder, "none"))).ShouldBeEmpty("what cannot be read is passed over, as kubectl does");
    }

    [Fact]
    public void Programs_that_are_started_later_see_the_environment_as_it_was()
    {
        MachineRoots.LeaveUnread();
        using var child = Process.Start(new ProcessStartInfo("sh", ["-c", "echo \"${SSL_CERT_FILE-unset} ${SSL_CERT_DIR-unset}\""]) { RedirectStandardOutput = true })!;
        child.StandardOutput.ReadToEnd().Trim().ShouldBe($"{Environment.GetEnvironmentVariable("SSL_CERT_FILE") ?? "unset"} {Environment.GetEnvironmentVariable("SSL_CERT_DIR") ?? "unset"}");
    }

    [Fact]
    public void Nothing_that_the_machine_trusts_is_known_to_the_runtime_afterwards()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/etc/ssl/certs/ca-certificates.crt"), "needs Debian's ca-certificates");
        MachineRoots.LeaveUnread();
        using var root = MachineRoots.Read(_ => null).First(c => c.NotAfter > DateTime.Now && c.SubjectName.RawData.AsSpan().SequenceEqual(c.IssuerName.RawData));
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.Build(root).ShouldBeFalse("else all of them were read at the start");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string> Subjects(params (string Name, string Value)[] environment) =>
        MachineRoots.Read(n => environment.FirstOrDefault(e => e.Name == n).Value).Select(c => c.Subject);
}
