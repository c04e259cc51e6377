using System.CommandLine;
using Kubespy.Cli.Doctor;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy doctor</c>: whether all is well that kubespy needs, and what to do where it is not.</summary>
internal sealed class DoctorCommand
{
    private const int SubjectWidth = 26;

    private readonly Option<string> _namespace = new("--namespace", "-n") { Description = "The namespace to ask about; else the context's." };
    private readonly Option<string> _context = new("--context") { Description = "The kubeconfig's context to use." };
    private readonly Option<string> _kubeconfig = new("--kubeconfig") { Description = "The kubeconfig file to use." };
    private readonly Option<string> _output = new("--output", "-o") { Description = "text, json (one array), jsonl or yaml.", DefaultValueFactory = _ => "text" };
    private readonly Option<string> _color = new("--color") { Description = "auto, always or never.", DefaultValueFactory = _ => "auto" };
    private readonly Option<bool> _ascii = new("--ascii") { Description = "Draw with ASCII alone." };

    public static Command Create()
    {
        var doctor = new DoctorCommand();
        var command = new Command(
            "doctor",
            """
            Look at all that kubespy needs: kubeconfig, credentials, server, clock, kinds, permissions, terminal. It only reads: permissions
            are found out by listing one object of each kind and beginning a watch.

              kubespy doctor
              kubespy doctor --context prod -n team
            """)
        {
            doctor._namespace, doctor._context, doctor._kubeconfig, doctor._output, doctor._color, doctor._ascii,
        };
        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(parse, token => doctor.RunAsync(parse, token), cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var format = OutputFormat.Parse(parse.GetValue(_output) ?? "text");
        var terminal = TerminalSettings.Detect(OutputFormat.CheckColor(parse.GetValue(_color)), parse.GetValue(_ascii));
        var output = parse.InvocationConfiguration.Output;
        using var documents = format is { } chosen ? new DocumentWriter(output, chosen) : null;
        var examination = new Examination(parse.GetValue(_kubeconfig), parse.GetValue(_context), parse.GetValue(_namespace));
        await foreach (var finding in examination.ExamineAsync(cancellation))
        {
            Tell(finding, documents, output, terminal);
        }

        Tell(Examination.Terminal(), documents, output, terminal);
        return examination.Code;
    }

    private static void Tell(Finding finding, DocumentWriter? documents, TextWriter output, TerminalSettings terminal)
    {
        if (documents is not null)
        {
            documents.Write(MapValue.Of(
                ("subject", finding.Subject), ("health", finding.Health.ToString().ToLowerInvariant()), ("text", finding.Text), ("remedy", finding.Remedy)));
            return;
        }

        var (glyph, ascii, style) = finding.Health switch
        {
            Health.Good => ("●", "*", Style.Green),
            Health.Limited => ("◐", "+", Style.Yellow),
            _ => ("✗", "x", Style.Red),
        };
        var line = new Line([new Span(terminal.IsAscii ? ascii : glyph, style), new Span(" " + TextWidth.Pad(finding.Subject, SubjectWidth), Style.Bold), new Span(SafeText.Of(finding.Text))]);
        output.WriteLine(Ansi.Encode(line, terminal.IsColoured));
        if (finding.Remedy.Length > 0)
        {
            output.WriteLine(new string(' ', SubjectWidth + 2) + SafeText.Of(finding.Remedy));
        }

        output.Flush();
    }
}
