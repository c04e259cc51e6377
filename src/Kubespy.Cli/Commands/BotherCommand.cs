using System.CommandLine;
using Kubespy.Cli.Bother;
using Kubespy.Client;
using Kubespy.Client.Configuration;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy cluster bother</c>: the adversary of an embedded cluster. It refuses any other.</summary>
internal sealed class BotherCommand
{
    private readonly Argument<string> _mischief = new("mischief") { Description = "What to do.", HelpName = "MISCHIEF" };

    private readonly Argument<string[]> _target = new("target")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "deploy/NAME, rs/NAME, pod/NAME, or a node's name; else the newest Deployment.",
    };

    private readonly Option<string> _namespace = new("--namespace", "-n") { Description = "The namespace; else the context's." };
    private readonly Option<string> _kubeconfig = new("--kubeconfig") { Description = "The embedded cluster's kubeconfig; else KUBECONFIG's." };
    private readonly Option<string> _context = new("--context") { Description = "The kubeconfig's context to use." };
    private readonly Option<string> _every = new("--every") { Description = "Again and again, so long apart, for example 10s." };
    private readonly Option<int?> _count = new("--count") { Description = "How often, with --every; else until Ctrl-C." };
    private readonly Option<int?> _seed = new("--seed") { Description = "Whom it meets by chance follows from it." };

    public static Command Create()
    {
        var bother = new BotherCommand();
        var command = new Command(
            "bother",
            $"""
            Do mischief to an embedded cluster, and say how kubectl would have done it. Any other cluster is refused.

            {string.Join('\n', Mischief.All.Select(m => $"  {m.Name,-12}{m.Help}"))}

              kubespy cluster bother kill
              kubespy cluster bother relabel deploy/nginx
              kubespy cluster bother node-down node-2
              kubespy cluster bother crash pod/web-0 -n team --every 10s --count 5 --seed 7
            """)
        {
            bother._mischief, bother._target, bother._namespace, bother._kubeconfig, bother._context, bother._every, bother._count, bother._seed,
        };
        bother._mischief.AcceptOnlyFromAmong([.. Mischief.All.Select(m => m.Name)]);
        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(parse, token => bother.RunAsync(parse, token), cancellation));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var mischief = Mischief.All.First(m => m.Name == parse.GetValue(_mischief));
        var target = BotherTarget.Parse(parse.GetValue(_target) ?? [], mischief.IsOfNodes);
        TimeSpan? period = parse.GetValue(_every) is { } every ? DurationText.Parse("--every", every) : null;
        if (parse.GetValue(_count) is < 1 || (parse.GetValue(_count) is not null && period is null))
        {
            throw new FormatException("--count is how often, at least once, and goes with --every");
        }

        var context = KubeconfigLoader.Load(parse.GetValue(_kubeconfig), parse.GetValue(_context));
        using var api = await EmbeddedApi.ConnectAsync(context, cancellation);
        using var client = new ClusterClient(context, TimeProvider.System);
        var ns = parse.GetValue(_namespace) is { Length: > 0 } named ? named : context.Namespace;
        var kubectl = new Kubectl(ns, context.Namespace, OptionText(parse, _kubeconfig) + OptionText(parse, _context));
        var runner = new BotherRunner(client, api, mischief, target, kubectl, parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        var seed = parse.GetValue(_seed) ?? Environment.TickCount;
        return period is { } apart
            ? await runner.RunAsync(apart, parse.GetValue(_count), seed, cancellation)
            : await runner.RunOnceAsync(new Random(seed), cancellation);
    }

    private static string OptionText(ParseResult parse, Option<string> option) =>
        parse.GetValue(option) is { Length: > 0 } value ? $" {option.Name} {Kubectl.Quote(value)}" : "";
}
