using System.Globalization;
using Kubespy.Client;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Bother;

/// <summary>What is done to a Deployment's template, or to the room that its Pods have. Pure.</summary>
internal static class TemplateMischief
{
    private const string QuotaName = "bother";
    private const int SlowSeconds = 20;

    public static Deed BadImage(BotherScene scene, BotherTarget? target, Kubectl kubectl)
    {
        var deployment = scene.DeploymentOf(target);
        var container = deployment.Root.ListAt("spec", "template", "spec", "containers")[0];
        var (name, image) = (container.StringAt("name") ?? "", container.StringAt("image") ?? "");
        var bad = $"{WithoutTag(image)}:bad";
        if (bad == image)
        {
            throw new ClusterException(ClusterProblem.NotFound, $"deploy/{deployment.Name} has a bad image already: {image}", $"undo it: {kubectl.In($"rollout undo deploy/{deployment.Name}")}");
        }

        return Patch(deployment, MapValue.Of(("spec", MapValue.Of(("containers", ListValue.Of([MapValue.Of(("name", name), ("image", bad))]))))), "kubectl-set") with
        {
            Command = kubectl.In($"set image deploy/{deployment.Name} {name}={Kubectl.Quote(bad)}"),
            Effect = "no registry has it: the new Pods wait in ImagePullBackOff, the old ones go on serving",
            Back = kubectl.In($"rollout undo deploy/{deployment.Name}"),
        };
    }

    public static Deed SlowStart(BotherScene scene, BotherTarget? target, Kubectl kubectl)
    {
        const string annotation = "kubespy.dev/start-seconds";
        var deployment = scene.DeploymentOf(target);
        var now = deployment.Root.StringAt("spec", "template", "metadata", "annotations", annotation);
        var seconds = double.TryParse(now, NumberStyles.Float, CultureInfo.InvariantCulture, out var before) && before >= SlowSeconds ? Math.Min(before * 2, 3600) : SlowSeconds;
        var template = MapValue.Of(("metadata", MapValue.Of(("annotations", MapValue.Of((annotation, seconds.ToString("0.##", CultureInfo.InvariantCulture)))))));
        var patch = MapValue.Of(("spec", MapValue.Of(("template", template))));
        return Patch(deployment, template, "kubectl-patch") with
        {
            Command = kubectl.In($"patch deploy {deployment.Name} -p {Kubectl.Argument(patch)}"),
            Effect = string.Create(CultureInfo.InvariantCulture, $"a new revision whose containers take {seconds:0.##}s to start: the rollout crawls"),
            Back = kubectl.In($"rollout undo deploy/{deployment.Name}"),
        };
    }

    /// <summary>No room for one Pod more than there are.</summary>
    public static Deed Quota(BotherScene scene, BotherTarget? target, Kubectl kubectl)
    {
        if (target is not null)
        {
            throw new FormatException("a quota is of a namespace: say which with -n");
        }

        var pods = scene.Pods.Count(p => !PodView.Of(p).IsTerminal).ToString(CultureInfo.InvariantCulture);
        var quota = MapValue.Of(
            ("apiVersion", "v1"), ("kind", "ResourceQuota"), ("metadata", MapValue.Of(("name", QuotaName), ("namespace", scene.Namespace))),
            ("spec", MapValue.Of(("hard", MapValue.Of(("pods", pods))))));
        return new Deed(HttpMethod.Post, ClusterClient.PathOf(new GroupVersionResource("", "v1", "resourcequotas"), scene.Namespace) + "?fieldManager=kubectl-create", quota)
        {
            Command = kubectl.In($"create quota {QuotaName} --hard=pods={pods}"),
            Effect = $"no Pod beyond the {pods} that are there is admitted: scale up, roll out or kill one to see it",
            Back = kubectl.In($"delete quota {QuotaName}"),
        };
    }

    private static Deed Patch(KubeObject deployment, MapValue template, string manager) => new(
        HttpMethod.Patch,
        $"{ClusterClient.PathOf(new GroupVersionResource("apps", "v1", "deployments"), deployment.Namespace, deployment.Name)}?fieldManager={manager}",
        MapValue.Of(("spec", MapValue.Of(("template", template)))))
    {
        ContentType = "application/strategic-merge-patch+json",
        Command = "",
        Effect = "",
        Watch = $"deploy/{deployment.Name}",
    };

    /// <summary>A port of a registry (<c>host:5000/nginx</c>) is no tag.</summary>
    private static string WithoutTag(string image)
    {
        var plain = image.Split('@')[0];
        var colon = plain.LastIndexOf(':');
        return colon > plain.LastIndexOf('/') ? plain[..colon] : plain;
    }
}
