using System.CommandLine;
using System.Globalization;
using Kubespy.Cli.Clusters;
using Kubespy.Cli.Clusters.Loading;
using Kubespy.Cli.Recordings;
using Kubespy.Cli.Terminal;
using Kubespy.ControlPlane.Restoring;
using Kubespy.ControlPlane.Server;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy cluster start</c>: an embedded cluster, in the foreground or in a process of its own.</summary>
internal static class ClusterStartCommand
{
    private const string Help =
        """
        Start an embedded cluster in the foreground, where Ctrl-C ends it, or with --detach in the background.

          kubespy cluster start
          kubespy cluster start --port 6443 --kubeconfig ./kubeconfig --nodes 5
          kubespy cluster start --load ./manifests --load examples/nginx.yaml
          kubespy cluster start --from night.kspy --at 03:12
          kubespy cluster start --detach --name dev --persist ~/clusters/dev
        """;

    private static readonly Option<int> Port = new("--port") { Description = "The port on loopback; 0 takes any free one, that of the last run with --persist.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string?> Kubeconfig = new("--kubeconfig") { Description = "Where to write the kubeconfig." };
    private static readonly Option<int?> Nodes = new("--nodes") { Description = "How many nodes there are: 3, or as many as a persisted cluster had." };
    private static readonly Option<double> Speed = new("--speed") { Description = "How many seconds of the cluster pass in one of yours.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Seed = new("--seed") { Description = "What is drawn by chance follows from it; a persisted cluster keeps its own.", DefaultValueFactory = _ => Environment.TickCount };
    private static readonly Option<string?> Persist = new("--persist") { Description = "A folder to keep the cluster in: the next start with it goes on from there." };
    private static readonly Option<string[]> Load = new("--load") { Description = "A manifest, or a folder of them, to apply at the start; may be repeated." };
    private static readonly Option<string?> From = new("--from") { Description = "A recording: the cluster begins with what was recorded, at the end of it or --at a moment, and its time goes on from there." };
    private static readonly Option<string?> At = new("--at") { Description = "With --from, the moment to begin at: 03:12, 03:12:07, or a whole time. Times are UTC." };
    private static readonly Option<string?> Audit = new("--audit") { Description = "A file to append an audit log to: who asked for what, one JSON object a line." };
    private static readonly Option<string?> AuditMaxSize = new("--audit-max-size") { Description = "How large the audit log becomes before it is renamed to FILE-TIME and another begins, for example 10Mi. Else 100Mi." };
    private static readonly Option<int?> AuditMaxBackups = new("--audit-max-backups") { Description = "How many renamed audit logs are kept; of more, the oldest is deleted. Else 100." };
    private static readonly Option<bool> Detach = new("--detach", "-d") { Description = "Leave the cluster running in the background; see cluster status and cluster stop." };
    private static readonly Option<string?> Name = new("--name") { Description = "What cluster status and cluster stop call it; \"default\" with --detach." };
    private static readonly Option<bool> AsDetached = new(Detached.Flag) { Hidden = true };

    public static Command Create()
    {
        var start = new Command("start", Help) { Port, Kubeconfig, Nodes, Speed, Seed, Persist, Load, From, At, Audit, AuditMaxSize, AuditMaxBackups, Detach, Name, AsDetached };
        start.SetAction((parse, cancellation) => CommandErrors.RunAsync(parse, c => RunAsync(parse, c), cancellation, endsWithReader: false));
        return start;
    }

    private static async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        if (parse.GetValue(Nodes) is < 1 or > 1000 || parse.GetValue(Speed) is not (> 0 and <= 10_000) || parse.GetValue(Port) is < 0 or > 65535)
        {
            await error.WriteLineAsync("kubespy: --nodes is 1 to 1000, --speed above 0 and at most 10000, --port 0 to 65535");
            return ExitCode.Usage;
        }

        // Before anything is started: what cannot be read is said at once.
        var manifests = ManifestReader.Read(parse.GetValue(Load) ?? []);
        var recorded = await RecordedAsync(parse, error);
        var limits = LimitsOf(parse);
        var names = ClusterNames.Here;
        var name = parse.GetValue(Name);
        if (parse.GetValue(Detach))
        {
            return OperatingSystem.IsWindows()
                ? throw new FormatException("--detach is not offered on Windows: start the cluster in a window of its own")
                : await Detached.StartAsync(names, name ?? ClusterNames.Default, ArgumentsOf(parse), output, error, cancellation);
        }

        if (parse.GetValue(AsDetached))
        {
            PosixProcess.LeaveTerminal();
        }

        using var held = name is null ? null : names.Take(name);
        var options = new ClusterHostOptions
        {
            Port = parse.GetValue(Port),
            KubeconfigPath = Path.GetFullPath(parse.GetValue(Kubeconfig) ?? (name is null ? DefaultKubeconfig() : names.KubeconfigOf(name))),
            Nodes = parse.GetValue(Nodes),
            Speed = parse.GetValue(Speed),
            Seed = parse.GetValue(Seed),
            AuditFile = parse.GetValue(Audit),
            AuditLimits = limits,
            Recorded = recorded,
            DataFolder = parse.GetValue(Persist) is { } folder ? Path.GetFullPath(folder) : null,
        };
        return await ServeAsync(parse, options, name is null ? null : names, name ?? "", manifests, cancellation);
    }

    /// <exception cref="FormatException">A limit is none, or there is nothing to limit.</exception>
    private static AuditLimits LimitsOf(ParseResult parse)
    {
        var (size, backups) = (parse.GetValue(AuditMaxSize), parse.GetValue(AuditMaxBackups));
        if (parse.GetValue(Audit) is null && (size is not null || backups is not null))
        {
            throw new FormatException("--audit-max-size and --audit-max-backups are of an audit log: give it with --audit FILE");
        }

        return new AuditLimits(
            size is null ? AuditLimits.Default.FileBytes : ByteSize.Parse(AuditMaxSize.Name, size),
            backups switch
            {
                null => AuditLimits.Default.Backups,
                > 0 and <= 100_000 => backups.Value,
                _ => throw new FormatException($"--audit-max-backups is 1 to 100000, not {backups}"),
            });
    }

    /// <exception cref="FormatException">It is no recording, or the moment is none in it.</exception>
    private static async Task<RecordedCluster?> RecordedAsync(ParseResult parse, TextWriter error)
    {
        if (parse.GetValue(From) is not { } path)
        {
            return parse.GetValue(At) is null ? null : throw new FormatException("--at is of a recording: give it with --from FILE.kspy");
        }

        if (parse.GetValue(Persist) is not null)
        {
            throw new FormatException("--from begins a cluster anew, --persist goes on with one: choose one of them");
        }

        var recording = await RecordingFiles.ReadAsync(path, error);
        var moment = parse.GetValue(At) is { } at ? RecordedSpan.Moment("--at", at, recording) : recording.End;
        return RecordedCluster.Of(recording.StateAt(moment), moment);
    }

    private static async Task<int> ServeAsync(ParseResult parse, ClusterHostOptions options, ClusterNames? names, string name, IReadOnlyList<Manifest> manifests, CancellationToken cancellation)
    {
        var (output, error) = (parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error);
        await using var host = await ClusterStart.StartAsync(options);
        var loaded = manifests.Count > 0 ? await new ManifestLoader(host).LoadAsync(manifests, cancellation) : null;
        try
        {
            names?.Write(new NamedCluster(
                name, Environment.ProcessId, Text(host.Address), host.KubeconfigPath ?? "", options.DataFolder ?? "", TimeProvider.System.GetUtcNow(), IsRunning: true));
            foreach (var notice in host.Notices)
            {
                // Detached, standard error is a file that nobody reads now.
                await (parse.GetValue(AsDetached) ? output : error).WriteLineAsync($"kubespy: {SafeText.Of(notice)}");
            }

            await output.WriteLineAsync($"ready {Text(host.Address)} kubeconfig {host.KubeconfigPath}");
            if (options.DataFolder is { } folder)
            {
                await output.WriteLineAsync(host.IsRestored ? $"  goes on at revision {host.RestoredRevision} of {folder}" : $"  kept in {folder}");
            }

            if (options.Recorded is { } recorded)
            {
                await output.WriteLineAsync($"  goes on from what was recorded, at {recorded.State.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
                foreach (var notice in recorded.Notices)
                {
                    await output.WriteLineAsync($"  {SafeText.Of(notice)}");
                }
            }

            if (loaded is not null)
            {
                await output.WriteLineAsync($"  {loaded}");
            }

            await output.WriteLineAsync($"  export KUBECONFIG={host.KubeconfigPath}");
            if (parse.GetValue(AsDetached))
            {
                await output.WriteLineAsync();
            }

            await output.FlushAsync(CancellationToken.None);
            var asked = new TaskCompletionSource();
            await using var registration = cancellation.Register(asked.SetResult);
            var end = Task.WhenAny(asked.Task, host.Failure);
            if (await Task.WhenAny(end, host.CaughtUp) == host.CaughtUp)
            {
                await error.WriteLineAsync($"kubespy: {await host.CaughtUp}");
            }

            if (await end == host.Failure)
            {
                throw new IOException($"{(await host.Failure).Message}; all that was acknowledged is kept: make room, and start the cluster again");
            }
        }
        finally
        {
            // Where it ends because of a failure, status and the log still tell of it.
            if (cancellation.IsCancellationRequested)
            {
                names?.Remove(name);
            }
        }

        return ExitCode.Reached;
    }

    private static string Text(Uri address) => address.AbsoluteUri.TrimEnd('/');

    /// <summary>What was said, or stands by configuration, for the process that serves.</summary>
    private static IEnumerable<string> ArgumentsOf(ParseResult parse)
    {
        IEnumerable<(string Option, string? Value)> said =
        [
            ("--port", parse.GetValue(Port).ToString(CultureInfo.InvariantCulture)),
            ("--kubeconfig", parse.GetValue(Kubeconfig)),
            ("--nodes", parse.GetValue(Nodes)?.ToString(CultureInfo.InvariantCulture)),
            ("--speed", parse.GetValue(Speed).ToString(CultureInfo.InvariantCulture)),
            ("--seed", parse.GetValue(Seed).ToString(CultureInfo.InvariantCulture)),
            ("--persist", parse.GetValue(Persist)),
            ("--audit", parse.GetValue(Audit)),
            ("--audit-max-size", parse.GetValue(AuditMaxSize)),
            ("--audit-max-backups", parse.GetValue(AuditMaxBackups)?.ToString(CultureInfo.InvariantCulture)),
            ("--from", parse.GetValue(From)),
            ("--at", parse.GetValue(At)),
        ];
        return [.. said.Where(o => o.Value is not null).Select(o => $"{o.Option}={o.Value}"), .. (parse.GetValue(Load) ?? []).Select(l => $"--load={l}")];
    }

    private static string DefaultKubeconfig() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime ? runtime : Path.GetTempPath(),
        $"kubespy-{Environment.ProcessId}.kubeconfig");
}
