using Kubespy.ControlPlane.Server;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>The kubeconfig that a cluster writes replaces nothing that somebody would miss.</summary>
public sealed class KubeconfigFileTests : IDisposable
{
    private const string Foreign =
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: prod
          cluster: {server: "https://prod.example:6443"}
        users:
        - name: me
          user: {token: mine}
        contexts: []

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("kubespy-kubeconfig-").FullName;

    private string File => Path.Combine(_folder, "config");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Foreign)]
    [InlineData("notes that are no kubeconfig")]
    [InlineData("a: [")]
    [InlineData("kind: Config")]
    public async Task A_file_that_kubespy_did_not_make_is_left_as_it_is(string text)
    {
        await WriteAsync(text);

        var refusal = await Should.ThrowAsync<IOException>(StartAsync);

        refusal.Message.ShouldBe($"{File} was not made by kubespy, so it is left as it is: name another file, such as --kubeconfig ./kubespy.kubeconfig");
        (await ReadAsync()).ShouldBe(text);
        Directory.GetFiles(_folder).ShouldBe([File]);
    }

    [Fact]
    public async Task A_file_that_kubespy_made_is_replaced_also_where_kubectl_has_set_a_namespace_in_it()
    {
        (await StartAsync()).ShouldBe(await ReadAsync());
        (await StartAsync()).ShouldBe(await ReadAsync());
        await WriteAsync((await ReadAsync()).Replace("namespace: default", "namespace: team", StringComparison.Ordinal) + "preferences: {}\n");

        (await StartAsync()).ShouldBe(await ReadAsync());
    }

    [Theory]
    [InlineData("clusters:\n", "clusters:\n- name: prod\n  cluster: {server: \"https://prod.example:6443\"}\n")]
    [InlineData("users:\n", "users:\n- name: me\n  user: {token: mine}\n")]
    [InlineData("certificate-authority-data: ", "certificate-authority-data: bm9uZQ== # ")]
    public async Task Another_cluster_or_user_that_was_added_to_it_is_not_lost(string after, string added)
    {
        await StartAsync();
        var text = (await ReadAsync()).Replace(after, added, StringComparison.Ordinal);
        await WriteAsync(text);

        await Should.ThrowAsync<IOException>(StartAsync);

        (await ReadAsync()).ShouldBe(text);
    }

    [Fact]
    public async Task A_file_with_nothing_in_it_may_be_written_and_is_its_owners_only()
    {
        await WriteAsync("");

        (await StartAsync()).ShouldBe(await ReadAsync());

        Directory.GetFiles(_folder).ShouldBe([File]);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private Task WriteAsync(string text) => System.IO.File.WriteAllTextAsync(File, text, TestContext.Current.CancellationToken);

    private Task<string> ReadAsync() => System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);

    private async Task<string> StartAsync()
    {
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions { KubeconfigPath = File });
        return host.KubeconfigText;
    }
}
