using Kubespy.Client.Tests.Transport;
using Kubespy.Core.Values;

namespace Kubespy.Client.Tests.Configuration;

/// <summary>Credential programs: a script that writes down what it was told and answers what the test lays before it.</summary>
public sealed class ExecProgramTests : IDisposable
{
    private const string Api = "client.authentication.k8s.io/v1";

    private readonly ConfigFolder _folder = new();
    private readonly RawServer _server;
    private Func<string, int> _code = _ => 200;

    public ExecProgramTests()
    {
        _server = new RawServer(answer: head => (_code(head), "{}", ""));
        var script = _folder.Write(
            "bin/log in",
            """
            #!/bin/sh
            cd "$(dirname "$0")"
            echo run >> calls
            printf '%s' "$KUBERNETES_EXEC_INFO" > info
            printf '%s|%s\n' "$EXTRA" "$#" > args
            for a in "$@"; do echo "$a" >> args; done
            cat answer
            [ ! -f fails ] || { echo 'first line' >&2; cat fails >&2; exit 3; }
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_told_what_it_asked_for_and_runs_once_for_many_requests()
    {
        Answer("{\"token\":\"t1\"}");
        var config = _folder.WriteConfig(
            $$$"""{server: '{{{_server.Address}}}', tls-server-name: api, extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: prod}}]}""",
            $$$"""{exec: {apiVersion: {{{Api}}}, command: './bin/log in', args: ['get token', '--x=$HOME', ''], env: [{name: EXTRA, value: 'a b'}], provideClusterInfo: true, interactiveMode: Never}}""");
        using var client = new ClusterClient(_folder.Load(config), TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.GetAsync("/version", Stop)));

        _server.Requests.Select(r => CredentialTests.Header(r.Head, "Authorization")).ShouldBe(Enumerable.Repeat("Bearer t1", 4));
        Read("calls").ShouldBe("run\n");
        Read("args").ShouldBe("a b|3\nget token\n--x=$HOME\n\n");
        ValueReader.Read(Read("info")).ShouldBe(ValueReader.Read(
            $$$"""{"apiVersion":"{{{Api}}}","kind":"ExecCredential","spec":{"interactive":false,"cluster":{"server":"{{{_server.Address}}}","tls-server-name":"api","config":{"audience":"prod"} } } }"""));
    }

    [Fact]
    public async Task What_expires_is_renewed_shortly_before()
    {
        var clock = new ManualClock();
        using var client = Client(clock);
        AnswerUntil("t1", clock.GetUtcNow().AddMinutes(5));
        await client.GetAsync("/version", Stop);
        AnswerUntil("t2", clock.GetUtcNow().AddMinutes(10));
        clock.Advance(TimeSpan.FromMinutes(4));
        await client.GetAsync("/version", Stop);
        clock.Advance(TimeSpan.FromSeconds(51));
        await client.GetAsync("/version", Stop);
        _server.Requests.Select(r => CredentialTests.Header(r.Head, "Authorization")).ShouldBe(["Bearer t1", "Bearer t1", "Bearer t2"]);
    }

    [Fact]
    public async Task A_server_whose_clock_is_ahead_does_not_have_the_program_run_for_each_request()
    {
        // The client counts by the server's clock, the program by another: what it gives has expired before it was given.
        var clock = new ManualClock();
        using var client = Client(clock);
        AnswerUntil("t1", clock.GetUtcNow().AddHours(-1));
        for (var i = 0; i < 3; i++)
        {
            await client.GetAsync("/version", Stop);
        }

        Read("calls").ShouldBe("run\n");
    }

    [Fact]
    public async Task What_the_server_refuses_is_renewed_once()
    {
        _code = head => head.Contains("Bearer t2", StringComparison.Ordinal) ? 200 : 401;
        Answer("{\"token\":\"t1\"}");
        using var client = Client(TimeProvider.System);
        (await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", Stop))).Problem.ShouldBe(ClusterProblem.Unauthorized);
        Read("calls").ShouldBe("run\nrun\n");
        Answer("{\"token\":\"t2\"}");
        await client.GetAsync("/version", Stop);
    }

    [Fact]
    public async Task A_certificate_alone_is_enough_and_is_renewed_too()
    {
        var certificates = new TestCertificates();
        using var server = new RawServer(certificates.Server(), clientRoot: certificates.Root);
        var clock = new ManualClock();
        using var client = Client(clock, $"{{server: '{server.Address}', insecure-skip-tls-verify: true}}");
        AnswerCertificate("first");
        await client.GetAsync("/version", Stop);
        AnswerCertificate("second");
        await client.GetAsync("/version", Stop);
        clock.Advance(TimeSpan.FromHours(1));
        await client.GetAsync("/version", Stop);
        server.Requests.Select(r => r.Client).ShouldBe(["CN=first", "CN=first", "CN=second"]);
        server.Requests.ShouldAllBe(r => CredentialTests.Header(r.Head, "Authorization") == null);

        void AnswerCertificate(string name)
        {
            var made = certificates.Client(name);
            Answer(MapValue.Of(
                ("clientCertificateData", TestCertificates.Pem(made)), ("clientKeyData", TestCertificates.KeyPem(made)),
                ("expirationTimestamp", clock.GetUtcNow().AddMinutes(30).ToString("O"))).ToString());
        }
    }

    [Theory]
    [InlineData("{}", "it gave neither a token nor a certificate")]
    [InlineData("{\"clientCertificateData\":\"x\"}", "it gave only one of certificate and key")]
    public async Task An_answer_of_no_use_is_said_so(string status, string why)
    {
        Answer(status);
        (await FailAsync()).Message.ShouldEndWith("failed: " + why);
    }

    [Theory]
    [InlineData("no JSON", "its answer is no JSON")]
    [InlineData("{\"apiVersion\":\"client.authentication.k8s.io/v1\"}", "its answer has no status")]
    [InlineData("{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"t\"}}", "it is configured for client.authentication.k8s.io/v1 and answered in client.authentication.k8s.io/v1beta1")]
    public async Task An_answer_that_is_none_is_said_so(string answer, string why)
    {
        _folder.Write("bin/answer", answer);
        (await FailAsync()).Message.ShouldEndWith("failed: " + why);
    }

    [Fact]
    public async Task A_failure_says_what_the_program_said_last_and_how_to_see_more()
    {
        Answer("{}");
        _folder.Write("bin/fails", "token has expired, run: login\n\n");
        var refusal = await FailAsync();
        refusal.Message.ShouldEndWith("failed: it exited with code 3: token has expired, run: login");
        refusal.Remedy.ShouldBe($"run it yourself to see why: '{_folder.Path}/bin/log in' get-token");
    }

    [Theory]
    [InlineData("", "install it, or correct users[].user.exec.command in the kubeconfig")]
    [InlineData("get it at https://example.com", "get it at https://example.com")]
    public async Task A_program_that_is_missing_names_its_hint(string hint, string remedy)
    {
        var config = _folder.WriteConfig($"{{server: '{_server.Address}'}}", $"{{exec: {{apiVersion: {Api}, command: kubespy-no-such-program, installHint: '{hint}'}}}}");
        using var client = new ClusterClient(_folder.Load(config), TimeProvider.System);
        var refusal = await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", Stop));
        (refusal.Problem, refusal.Message, refusal.Remedy).ShouldBe(
            (ClusterProblem.Unauthorized, "the credential program kubespy-no-such-program is not installed, or not in PATH", remedy));
    }

    [Fact]
    public async Task One_that_must_talk_needs_a_terminal()
    {
        Assert.SkipUnless(Console.IsInputRedirected, "standard input is a terminal");
        Answer("{\"token\":\"t\"}");
        using var client = Client(TimeProvider.System, mode: "Always");
        (await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", Stop))).Message.ShouldContain("standard input is no terminal");
        File.Exists(Path.Combine(_folder.Path, "bin/calls")).ShouldBeFalse();
    }

    private async Task<ClusterException> FailAsync()
    {
        using var client = Client(TimeProvider.System);
        var refusal = await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", Stop));
        refusal.Problem.ShouldBe(ClusterProblem.Unauthorized);
        return refusal;
    }

    private ClusterClient Client(TimeProvider clock, string? cluster = null, string mode = "Never") => new(
        _folder.Load(_folder.WriteConfig(
            cluster ?? $"{{server: '{_server.Address}'}}",
            $$$"""{exec: {apiVersion: {{{Api}}}, command: './bin/log in', args: [get-token], interactiveMode: {{{mode}}}}}""")),
        clock);

    private void AnswerUntil(string token, DateTimeOffset expires) =>
        Answer(MapValue.Of(("token", token), ("expirationTimestamp", expires.ToString("O"))).ToString());

    private void Answer(string status) => _folder.Write("bin/answer", $$$"""{"apiVersion":"{{{Api}}}","kind":"ExecCredential","status":{{{status}}}}""");

    private string Read(string file) => File.ReadAllText(Path.Combine(_folder.Path, "bin", file));
}
