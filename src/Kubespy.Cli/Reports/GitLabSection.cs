using System.Globalization;

namespace Kubespy.Cli.Reports;

/// <summary>In GitLab's job log the lines of a trace are a section that can be folded, with the time it took.</summary>
internal sealed class GitLabSection : IDisposable
{
    private const string Name = "kubespy_trace";

    private readonly TextWriter _output;
    private readonly TimeProvider _clock;

    private GitLabSection(TextWriter output, TimeProvider clock, string title)
    {
        (_output, _clock) = (output, clock);
        _output.Write($"\e[0Ksection_start:{Now}:{Name}\r\e[0K{Terminal.SafeText.Of(title)}\n");
    }

    private string Now => _clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Null outside of GitLab.</summary>
    public static GitLabSection? Begin(Func<string, string?> environment, TextWriter output, TimeProvider clock, string title) =>
        environment("GITLAB_CI") == "true" ? new GitLabSection(output, clock, title) : null;

    public void Dispose() => _output.Write($"\e[0Ksection_end:{Now}:{Name}\r\e[0K\n");
}
