using Kubespy.Cli.Commands;

return await EntryPoint.RunAsync(args);
