using System.Globalization;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Terminal;
using Kubespy.Client;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Bother;

/// <summary>Does mischief once, or again and again, and says each time how kubectl would have done it.</summary>
internal sealed class BotherRunner(ClusterClient client, EmbeddedApi api, Mischief mischief, BotherTarget? target, Kubectl kubectl, TextWriter output, TextWriter error)
{
    private string _watched = "";

    public async Task<int> RunOnceAsync(Random chance, CancellationToken cancellation)
    {
        var scene = await BotherScene.ReadAsync(client, kubectl.Namespace, cancellation);
        foreach (var deed in mischief.Plan(scene, target, chance, kubectl))
        {
            var (isDone, answer) = await api.SendAsync(deed, cancellation);
            await output.WriteLineAsync(SafeText.Of($"$ {deed.Command}"));
            if (!isDone)
            {
                await output.FlushAsync(cancellation);
                await error.WriteLineAsync(SafeText.Of($"kubespy: the cluster refused: {answer.StringAt("message") ?? "it did not say why"}"));
                if (deed.Back.Length > 0)
                {
                    await error.WriteLineAsync(SafeText.Of($"  if it was done before, take that back: {deed.Back}"));
                }

                return ExitCode.Failed;
            }

            await TellAsync(deed);
        }

        return ExitCode.Reached;
    }

    /// <summary>So often, or until it is cancelled. What cannot be done just now is said, and tried again.</summary>
    public async Task<int> RunAsync(TimeSpan period, int? count, int seed, CancellationToken cancellation)
    {
        var chance = new Random(seed);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"every {period.TotalSeconds:0.###}s{(count is { } times ? $", {times} times" : ", until Ctrl-C")}, seed {seed}"));
        using var timer = new PeriodicTimer(period);
        var code = ExitCode.Reached;
        for (var i = 0; count is null || i < count; i++)
        {
            if (i > 0)
            {
                await timer.WaitForNextTickAsync(cancellation);
            }

            code = await TryOnceAsync(chance, cancellation);
        }

        return code;
    }

    private async Task<int> TryOnceAsync(Random chance, CancellationToken cancellation)
    {
        try
        {
            return await RunOnceAsync(chance, cancellation);
        }
        catch (ClusterException e) when (e.Problem == ClusterProblem.NotFound)
        {
            await error.WriteLineAsync(SafeText.Of($"kubespy: {e.Message}"));
            return ExitCode.Failed;
        }
    }

    private async Task TellAsync(Deed deed)
    {
        await output.WriteLineAsync(SafeText.Of($"  {deed.Effect}"));
        if (deed.Back.Length > 0)
        {
            await output.WriteLineAsync(SafeText.Of($"  back: {deed.Back}"));
        }

        if (deed.Watch.Length > 0 && deed.Watch != _watched)
        {
            _watched = deed.Watch;
            await output.WriteLineAsync(SafeText.Of($"  watch: kubespy trace {deed.Watch}{(kubectl.Namespace == kubectl.Default ? "" : $" -n {kubectl.Namespace}")}{kubectl.Options}"));
        }

        await output.FlushAsync();
    }
}
