using System.CommandLine;
using Kubespy.Cli.Demo;
using Kubespy.Cli.Terminal;
using Kubespy.Client.Transport;
using Kubespy.ControlPlane.Server;

namespace Kubespy.Cli.Commands;

/// <summary>
/// <c>kubespy demo</c>: the stories of a Deployment, a Service and a Pod on the embedded cluster. What is seen is seen through the very client,
/// model and view that look at any other cluster.
/// </summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var story = new Argument<string>("story") { Arity = ArgumentArity.ZeroOrOne, Description = $"{string.Join(", ", DemoStories.Names)} or all; else {string.Join(", ", DemoStories.Default)}." };
        var speed = new Option<double>("--speed") { Description = "How many times faster than life.", DefaultValueFactory = _ => 1 };
        var color = new Option<string>("--color") { Description = "auto, always or never.", DefaultValueFactory = _ => "auto" };
        var ascii = new Option<bool>("--ascii") { Description = "Draw with ASCII alone." };
        var command = new Command("demo", "See what becomes of Deployments, Services and Pods, live, with no cluster at hand: a rollout, a killed Pod, a lost node, …\n\n  kubespy demo\n  kubespy demo kill --speed 4\n  kubespy demo node-down") { story, speed, color, ascii };
        command.SetAction(async (parse, cancellation) =>
        {
            var name = parse.GetValue(story) ?? "";
            if ((name.Length > 0 && name != "all" && !DemoStories.Names.Contains(name)) || parse.GetValue(speed) is not (> 0 and <= 100))
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync($"kubespy: a demo is one of {string.Join(", ", DemoStories.Names)} or all; --speed is above 0 and at most 100");
                return ExitCode.Usage;
            }

            var stories = name.Length == 0 ? DemoStories.Default : name == "all" ? DemoStories.Names : [name];
            var terminal = TerminalSettings.Detect(parse.GetValue(color) ?? "auto", parse.GetValue(ascii));
            using var signals = new Signals(cancellation);
            using var keyboard = new Keyboard(signals.Token);
            if (terminal.IsLive)
            {
                keyboard.Listen();
            }

            MachineRoots.LeaveUnread();
            await using var host = await ClusterHost.StartAsync(new ClusterHostOptions { Speed = parse.GetValue(speed) });
            using var player = new DemoPlayer(host, parse.GetValue(speed), terminal, parse.InvocationConfiguration.Output, keyboard);
            return await player.RunAsync([.. stories.Select(DemoStories.Of)]);
        });
        return command;
    }
}
