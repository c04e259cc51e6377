using System.Threading.Channels;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Targets;
using Kubespy.Client;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Recordings;

/// <summary>Records objects with all that belongs to them, by the sources that a trace of them has, with every field and every Event.</summary>
internal sealed class TreeRecording(Observation observation, Recorder recorder, int logLines)
{
    /// <summary>Keeps all that a source tells on its way to who watches it.</summary>
    public static Func<ChannelWriter<SourceEvent>, CancellationToken, Task> Tap(
        Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source, Recorder recorder, string context = "") =>
        (output, cancellation) => Relay.RunAsync(source, output, news => recorder.See(news, context), cancellation);

    /// <summary>Until it is cancelled.</summary>
    /// <exception cref="ClusterException">A cluster cannot be reached, or refuses one of the objects.</exception>
    /// <exception cref="IOException">The recording cannot be written.</exception>
    public async Task RunAsync(TextWriter error, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = observation.Targets.SelectMany(t => t.Name.Names.Select(name => RunAsync(t, name, error, stop.Token))).ToList();
        try
        {
            while (running.Count > 0)
            {
                var ended = await Task.WhenAny(running);
                running.Remove(ended);
                await ended;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(running).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task RunAsync(ObservedTarget target, string name, TextWriter error, CancellationToken cancellation)
    {
        var resolved = new ResolvedTarget(target.Resource, target.Namespace, name);
        await new TargetCheck(target.Client, target.Mapper).CheckAsync(resolved, error, cancellation);
        var plan = TracePlan.For(target.Client, target.Mapper, resolved, new TraceOptions { LogLines = logLines }, isWhole: true);
        var context = observation.ContextOf(target);
        var told = Channel.CreateBounded<SourceEvent>(500);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var telling = TellAsync(plan.Source, told.Writer, stop.Token);
        await foreach (var news in told.Reader.ReadAllAsync(cancellation))
        {
            recorder.See(news, context);
        }

        await telling;
    }

    private static async Task TellAsync(Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source, ChannelWriter<SourceEvent> output, CancellationToken cancellation)
    {
        try
        {
            await source(output, cancellation);
        }
        finally
        {
            output.TryComplete();
        }
    }
}
