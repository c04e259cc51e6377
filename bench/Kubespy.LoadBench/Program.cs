using Kubespy.LoadBench;

// Creates and lists over HTTPS on loopback with 16 connections, client and server sharing the machine, beside a bare Kestrel of the same run
// and the figures of a real control plane (constants taken on a 2-core machine with etcd not syncing).
//   dotnet run -c Release --project bench/Kubespy.LoadBench [PATH-OF-KUBESPY]         (the server in this process, or that program's)
//   dotnet run -c Release --project bench/Kubespy.LoadBench thousand PATH-OF-KUBESPY  (a Deployment of 1,000 replicas, applied and rolled)
//   dotnet run -c Release --project bench/Kubespy.LoadBench first PATH-OF-KUBESPY     (until something is seen; what is none of its business)
//   dotnet run -c Release --project bench/Kubespy.LoadBench intake                    (a watch of Pods taken in, and what is kept of one)
//   dotnet run -c Release --project bench/Kubespy.LoadBench trace PATH-OF-KUBESPY     (a trace of 5,000 Pods under load)
//   dotnet run -c Release --project bench/Kubespy.LoadBench why PATH-OF-KUBESPY       (300 Deployments looked over)
//   dotnet run -c Release --project bench/Kubespy.LoadBench persist PATH-OF-KUBESPY   (creates of a cluster that is kept, beside one that is not)
//   dotnet run -c Release --project bench/Kubespy.LoadBench share                     (a create without HTTP, and the loop's share of it)
//   dotnet run -c Release --project bench/Kubespy.LoadBench makespan                  (1,000 replicas, virtual against real time)
//   dotnet run -c Release --project bench/Kubespy.LoadBench pod                       (bytes that the cluster keeps of a Ready Pod)
//   dotnet run -c Release --project bench/Kubespy.LoadBench testing                   (clusters for tests: a start, a rollout, ten minutes)
//   dotnet run -c Release --project bench/Kubespy.LoadBench recording FILE.kspy       (written, read, folded, gone about in)
if (args is ["recording", var recording])
{
    Recordings.Run(recording);
    return 0;
}

if (args is ["frame"]) // What a frame of the live view costs: dotnet run -c Release --project bench/Kubespy.LoadBench frame
    return FrameCost.Run();

if (args is ["pod"])
{
    return PodMemory.Run();
}

if (args is ["makespan"])
{
    await Makespan.RunAsync();
    return 0;
}

if (args is ["testing"])
{
    await TestClusters.RunAsync();
    return 0;
}

if (args is ["thousand", var applying])
{
    await Thousand.RunAsync(applying);
    return 0;
}

if (args is ["first", var seeing])
{
    await FirstRow.RunAsync(seeing);
    return 0;
}

if (args is ["intake"])
{
    await Intake.RunAsync();
    return 0;
}

if (args is ["intake-sender"])
{
    await Intake.SendAsync();
    return 0;
}

if (args is ["why", var looking])
{
    await LookOver.RunAsync(looking);
    return 0;
}

if (args is ["persist", var keeping])
{
    await Persist.RunAsync(keeping);
    return 0;
}

if (args is ["share"])
{
    await Share.RunAsync();
    return 0;
}

if (args is ["trace", var kubespy])
{
    await BusyTrace.RunAsync(kubespy);
    return 0;
}

await Requests.RunAsync(args is [var served] ? served : null);
return 0;
