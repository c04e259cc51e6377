using Kubespy.ControlPlane.Kubelet.Containers;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>Tells containers of a new revision of their Pod: of their specs, only the images may have changed.</summary>
internal static class ChangedImages
{
    public static void TakeOver(KubeObject pod, PodRuntime runtime, List<ContainerWorker> workers)
    {
        foreach (var (container, spec) in
            runtime.Init.Zip(pod.Root.ListAt("spec", "initContainers")).Concat(runtime.Main.Zip(pod.Root.ListAt("spec", "containers"))))
        {
            if (workers.Find(w => w.Container == container) is { } worker)
            {
                worker.Change((MapValue)spec);
            }
            else
            {
                // Its turn has not come yet.
                container.Want((MapValue)spec);
            }
        }
    }
}
