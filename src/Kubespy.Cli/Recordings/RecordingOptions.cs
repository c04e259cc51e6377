using System.CommandLine;
using Kubespy.Cli.Commands;
using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Recording;
using Kubespy.Recording.Files;

namespace Kubespy.Cli.Recordings;

/// <summary>The options by which a command records what it observes.</summary>
internal sealed class RecordingOptions
{
    private readonly Option<string?> _out = new("--out") { Description = "The file to record into, mode 0600: FILE.kspy, or FILE.jsonl for plain lines." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace the file where it exists." };
    private readonly Option<string?> _maxSize = new("--max-size") { Description = "How large a .kspy becomes before FILE-2.kspy goes on, for example 50Mi. Else 256Mi." };
    private readonly Option<int?> _maxFiles = new("--max-files") { Description = "How many of these files are kept; of more, the oldest is deleted. Else 16." };
    private readonly Option<bool> _showSecrets = new("--show-secrets") { Description = "Record the values of Secrets." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_out, _overwrite, _maxSize, _maxFiles, _showSecrets])
        {
            command.Options.Add(option);
        }
    }

    public string? Path(ParseResult parse) => parse.GetValue(_out);

    public bool Overwrites(ParseResult parse) => parse.GetValue(_overwrite);

    public SecretRedactor? Redactor(ParseResult parse) => parse.GetValue(_showSecrets) ? null : new SecretRedactor();

    /// <summary>Begins to record.</summary>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    /// <exception cref="FormatException">A limit is none.</exception>
    public Recorder Begin(ParseResult parse, string path, string context, (GroupVersionKind Kind, string Namespace, string Name)? target, TimeProvider clock)
    {
        if (!path.EndsWith(".kspy", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException($"a recording with all that belongs to an object is a .kspy: call it {System.IO.Path.ChangeExtension(path, ".kspy")}; kubespy record FILE.kspy -o jsonl makes lines of it");
        }

        var header = new RecordingHeader
        {
            Id = Guid.NewGuid().ToString("N"),
            // By the clock of the cluster, which is known by its first answer.
            Started = default,
            By = $"kubespy {VersionCommand.Version}",
            Context = context,
            Target = target,
        };
        return new Recorder(Writer(parse, path, header), Redactor(parse), clock);
    }

    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    /// <exception cref="FormatException">A limit is none.</exception>
    public RecordingWriter Writer(ParseResult parse, string path, RecordingHeader header)
    {
        var limits = RecordingLimits.Default;
        if (parse.GetValue(_maxSize) is { } size)
        {
            limits = limits with { PartBytes = ByteSize.Parse(_maxSize.Name, size) };
        }

        if (parse.GetValue(_maxFiles) is { } files)
        {
            limits = limits with { Parts = files is > 0 and <= 100_000 ? files : throw new FormatException($"--max-files is 1 to 100000, not {files}") };
        }

        return new RecordingWriter(path, header, limits, Overwrites(parse));
    }
}
