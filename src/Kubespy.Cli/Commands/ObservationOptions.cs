using System.CommandLine;
using Kubespy.Cli.Targets;
using Kubespy.Cli.Terminal;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Discovery;

namespace Kubespy.Cli.Commands;

/// <summary>The words and options that say which objects of which clusters a command observes.</summary>
internal sealed class ObservationOptions
{
    private readonly Argument<string[]> _target = new("target")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "KIND NAME…, KIND/NAME…, KIND NAMESPACE/NAME, APIVERSION KIND NAME; a regular expression for NAME; KIND alone; - for names on stdin.",
    };

    private readonly Option<string[]> _namespaces = new("--namespace", "-n") { Description = "The namespace; else the context's. May be repeated." };
    private readonly Option<bool> _allNamespaces = new("--all-namespaces", "-A") { Description = "All namespaces." };
    private readonly Option<string> _selector = new("--selector", "-l") { Description = "Labels that must match, for example app=nginx,tier!=db." };
    private readonly Option<string> _fieldSelector = new("--field-selector") { Description = "Fields that must match, for example status.phase=Running." };
    private readonly Option<string[]> _manifests = new("--filename", "-f") { Description = "A manifest, or a folder of them, that names the objects. May be repeated." };
    private readonly Option<string[]> _contexts = new("--context") { Description = "The kubeconfig's context to use. May be repeated: one stream of several clusters." };
    private readonly Option<string> _kubeconfig = new("--kubeconfig") { Description = "The kubeconfig file to use." };

    public void AddTo(Command command, bool recordings = false)
    {
        if (recordings)
        {
            _target.Description += " Or FILE.kspy, a recording.";
        }

        command.Arguments.Add(_target);
        foreach (var option in (Option[])[_namespaces, _allNamespaces, _selector, _fieldSelector, _manifests, _contexts, _kubeconfig])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The namespaces that were named; none where all are meant.</summary>
    public IReadOnlyList<string> Named(ParseResult parse) => parse.GetValue(_allNamespaces) ? [] : parse.GetValue(_namespaces) ?? [];

    /// <summary>The recordings among the words.</summary>
    public IReadOnlyList<string> Recordings(ParseResult parse) => [.. Words(parse).Where(TargetGrammar.IsRecording)];

    /// <summary>What was asked for by words, on standard input and in manifests.</summary>
    /// <exception cref="FormatException">Something is no target; the message says what would be.</exception>
    public async Task<IReadOnlyList<TargetSpec>> SpecsAsync(ParseResult parse, CancellationToken cancellation)
    {
        var words = Words(parse).Where(w => !TargetGrammar.IsRecording(w)).ToArray();
        var specs = new List<TargetSpec>(TargetGrammar.Parse([.. words.Where(w => w != "-")]));
        if (words.Contains("-"))
        {
            specs.AddRange(TargetGrammar.ParseLines(await Console.In.ReadToEndAsync(cancellation)));
        }

        foreach (var manifest in parse.GetValue(_manifests) ?? [])
        {
            specs.AddRange(await ManifestTargets.ReadAsync(manifest, Console.In, cancellation));
        }

        return specs;
    }

    /// <summary>The watches to run. Where one of several clusters cannot be used, it is said and the others are observed. The caller disposes the result.</summary>
    /// <exception cref="FormatException">Nothing was asked for.</exception>
    /// <exception cref="ClusterException">No cluster can be used, or what was asked for is not served.</exception>
    public async Task<Observation> OpenAsync(ParseResult parse, IReadOnlyList<TargetSpec> specs, CancellationToken cancellation)
    {
        if (specs.Count == 0)
        {
            throw new FormatException("nothing to observe: give KIND NAME, KIND/NAME, KIND alone, -f FILE, a recording, or - for names on stdin");
        }

        string?[] contexts = parse.GetValue(_contexts) is { Length: > 0 } named ? [.. named.Distinct()] : [null];
        var observation = new Observation(contexts.Length > 1);
        ClusterException? failure = null;
        foreach (var context in contexts)
        {
            try
            {
                await AddAsync(observation, parse, context, specs, cancellation);
            }
            catch (ClusterException e) when (contexts.Length > 1)
            {
                failure ??= e;
                await parse.InvocationConfiguration.Error.WriteLineAsync($"{SafeText.Of(context ?? "")}: {CommandErrors.Text(e)}");
            }
        }

        return observation.Targets.Count > 0 ? observation : throw failure!;
    }

    /// <summary>The clusters that were named, or the current one.</summary>
    /// <exception cref="ClusterException">A context cannot be used.</exception>
    public IReadOnlyList<KubeContext> Contexts(ParseResult parse)
    {
        string?[] contexts = parse.GetValue(_contexts) is { Length: > 0 } named ? [.. named.Distinct()] : [null];
        return [.. contexts.Select(c => KubeconfigLoader.Load(parse.GetValue(_kubeconfig), c))];
    }

    /// <summary>The namespaces to look at where no object was named: one empty name for all of them.</summary>
    /// <exception cref="FormatException">A selector says of which objects, but not of which kind.</exception>
    public IReadOnlyList<string> Namespaces(ParseResult parse, KubeContext context) =>
        parse.GetValue(_selector) is { Length: > 0 } || parse.GetValue(_fieldSelector) is { Length: > 0 } ? throw new FormatException("a selector needs a kind: give KIND")
        : parse.GetValue(_allNamespaces) ? [""]
        : parse.GetValue(_namespaces) is { Length: > 0 } named ? [.. named.Distinct()]
        : [context.Namespace];

    public TargetResolver Resolver(ParseResult parse, ClusterClient client) => new(client, new RestMapper(client))
    {
        Namespaces = parse.GetValue(_namespaces) ?? [],
        AllNamespaces = parse.GetValue(_allNamespaces),
        LabelSelector = parse.GetValue(_selector) ?? "",
        FieldSelector = parse.GetValue(_fieldSelector) ?? "",
    };

    private async Task AddAsync(Observation observation, ParseResult parse, string? context, IReadOnlyList<TargetSpec> specs, CancellationToken cancellation)
    {
        var client = new ClusterClient(KubeconfigLoader.Load(parse.GetValue(_kubeconfig), context), TimeProvider.System);
        observation.Add(client, await Resolver(parse, client).ResolveAsync(specs, cancellation));
    }

    private string[] Words(ParseResult parse) => parse.GetValue(_target) ?? [];
}
