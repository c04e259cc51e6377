namespace Kubespy.EndToEnd;

/// <summary>What stands between a user and a cluster: one clear message each, its remedy, its code, and no stack trace.</summary>
public sealed class TroubleTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Theory]
    [InlineData("changes pods")]
    [InlineData("record pods")]
    [InlineData("status v1 Pod nginx")]
    [InlineData("trace pod/nginx")]
    [InlineData("trace pod/nginx --until ready")]
    [InlineData("why pod/nginx")]
    [InlineData("why")]
    public async Task Each_trouble_has_its_message_and_its_code(string words)
    {
        await ExpectAsync(words, null, 2, "no kubeconfig", "kubespy demo");
        await ExpectAsync(words, "{", 2, "is not YAML", "correct that line");
        await ExpectAsync(words, Config(new Uri("https://127.0.0.1:1"), Authority), 4, "no answer from https://127.0.0.1:1", "check that the cluster runs");
        await ExpectAsync(words, Config(cluster.Context.Server, Authority), 5, "does not know who you are (401 Unauthorized)", "renew the credentials");
        await ExpectAsync(words, Config(cluster.Context.Server, OtherAuthority), 4, "is not trusted", "check certificate-authority");
    }

    [Theory]
    [InlineData("record cm -A --out /dev/full", "kubespy: No space left on device : '/dev/full'")]
    [InlineData("changes cm -A > /dev/full", "kubespy: No space left on device")]
    [InlineData("record cm -A -o json > /dev/full", "kubespy: No space left on device")]
    public async Task A_full_disk_is_said_so(string command, string message)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "sh", ["-c", $"{Path.Combine(AppContext.BaseDirectory, "kubespy")} {command} --kubeconfig {cluster.Kubeconfig}".Replace(" > /dev/full --kubeconfig " + cluster.Kubeconfig, $" --kubeconfig {cluster.Kubeconfig} > /dev/full", StringComparison.Ordinal)])
        {
            RedirectStandardError = true,
        })!;
        var error = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        shell.ExitCode.ShouldBe(1, error);
        error.TrimEnd('\n').Split('\n')[^2..].ShouldBe([message, "  free some, or write elsewhere"]);
    }

    private async Task ExpectAsync(string words, string? config, int code, string message, string remedy)
    {
        var path = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}");
        if (config is not null)
        {
            await File.WriteAllTextAsync(path, config, TestContext.Current.CancellationToken);
        }

        try
        {
            await using var kubespy = new RunningKubespy(path, words.Split(' '));
            (await kubespy.EndAsync()).ShouldBe(code, kubespy.Error);
            var lines = kubespy.Error.TrimEnd('\n').Split('\n');
            lines.Length.ShouldBe(2, kubespy.Error);
            lines[0].ShouldContain(message);
            lines[1].ShouldContain(remedy);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The kubeconfig of one whose token no server knows.</summary>
    private static string Config(Uri server, string authority) =>
        $"{{current-context: a, contexts: [{{name: a, context: {{cluster: c, user: u}}}}], clusters: [{{name: c, cluster: {{server: '{server}', {authority}}}}}], users: [{{name: u, user: {{token: wrong}}}}]}}";

    /// <summary>How the cluster's server is trusted.</summary>
    private string Authority => cluster.Context switch
    {
        { SkipsVerification: true } => "insecure-skip-tls-verify: true",
        { CertificateAuthority: { } pem } => "certificate-authority-data: " + Base64(pem),
        _ => "",
    };

    private static string Base64(string pem) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pem));

    private static string OtherAuthority
    {
        get
        {
            using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
            var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=other", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
            using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            return "certificate-authority-data: " + Base64(made.ExportCertificatePem());
        }
    }
}
