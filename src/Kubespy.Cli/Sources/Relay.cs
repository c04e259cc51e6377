using System.Threading.Channels;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Sources;

/// <summary>Hands on all that a source tells, and looks at it on the way.</summary>
internal static class Relay
{
    private const int Capacity = 500;

    /// <summary>
    /// Ends as the source ends. <paramref name="seen"/> is called for each news after it was handed on, <paramref name="coming"/> before, one at a time.
    /// </summary>
    public static async Task RunAsync(
        Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source, ChannelWriter<SourceEvent> output, Action<SourceEvent> seen, CancellationToken cancellation, Action<SourceEvent>? coming = null)
    {
        var told = Channel.CreateBounded<SourceEvent>(Capacity);
        var telling = TellAsync(source, told.Writer, cancellation);
        await foreach (var news in told.Reader.ReadAllAsync(cancellation))
        {
            coming?.Invoke(news);
            await output.WriteAsync(news, cancellation);
            seen(news);
        }

        await telling;
    }

    private static async Task TellAsync(Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source, ChannelWriter<SourceEvent> told, CancellationToken cancellation)
    {
        try
        {
            await source(told, cancellation);
            told.TryComplete();
        }
        catch (Exception e)
        {
            // Handed to the reader, which rethrows it.
            told.TryComplete(e);
        }
    }
}
