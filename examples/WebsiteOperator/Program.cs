using k8s;
using WebsiteOperator;

// An operator for Websites, small but whole: run it against the cluster of your kubeconfig, or of the Pod it runs in.
//   kubespy cluster start &
//   dotnet run --project examples/WebsiteOperator -- --install     (the CustomResourceDefinition too)
// Its tests, beside it, run it against a cluster in their own process: examples/WebsiteOperator.Tests.
using var client = new Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig());
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
if (args is ["--install"])
{
    await client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(Website.Definition, cancellationToken: stop.Token);
}

try
{
    await new Operator(client, TimeProvider.System, Console.Error.WriteLine).RunAsync(stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    // Ctrl-C.
}
