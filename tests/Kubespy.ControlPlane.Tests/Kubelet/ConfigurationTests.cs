using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

public sealed class ConfigurationTests
{
    private readonly NodeFixture _node = new();

    [Theory]
    [InlineData("\"env\":[{\"name\":\"A\",\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"settings\",\"key\":\"a\"}}}]", "configmap \"settings\" not found")]
    [InlineData("\"env\":[{\"name\":\"A\",\"valueFrom\":{\"secretKeyRef\":{\"name\":\"login\",\"key\":\"a\"}}}]", "secret \"login\" not found")]
    [InlineData("\"envFrom\":[{\"configMapRef\":{\"name\":\"settings\"}}]", "configmap \"settings\" not found")]
    [InlineData("\"envFrom\":[{\"secretRef\":{\"name\":\"login\"}}]", "secret \"login\" not found")]
    [InlineData("\"env\":[{\"name\":\"A\",\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"present\",\"key\":\"b\"}}}]", "couldn't find key b in ConfigMap default/present")]
    [InlineData("\"env\":[{\"name\":\"A\",\"valueFrom\":{\"secretKeyRef\":{\"name\":\"hidden\",\"key\":\"b\"}}}]", "couldn't find key b in Secret default/hidden")]
    public void A_container_whose_environment_is_missing_is_not_created(string environment, string problem)
    {
        Create("ConfigMap", "present");
        Create("Secret", "hidden");
        _node.Run($"\"containers\":[{{\"name\":\"c\",\"image\":\"nginx:1\",{environment}}}]", 3);
        _node.Container().StringAt("state", "waiting", "reason").ShouldBe("CreateContainerConfigError");
        _node.Container().StringAt("state", "waiting", "message").ShouldBe(problem);
        _node.Events().ShouldContain($"Failed Error: {problem}");
        _node.Pod().Root.StringAt("status", "phase").ShouldBe("Pending");
    }

    [Fact]
    public void It_starts_once_what_was_missing_is_there()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"envFrom\":[{\"configMapRef\":{\"name\":\"settings\"}}]}]", 3);
        Create("ConfigMap", "settings");
        _node.Advance(16);
        PodView.Of(_node.Pod()).IsReady.ShouldBeTrue();
    }

    [Fact]
    public void What_is_optional_is_not_missed()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"envFrom\":[{\"configMapRef\":{\"name\":\"settings\",\"optional\":true}}]}]", 3);
        PodView.Of(_node.Pod()).IsReady.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"configMap\":{\"name\":\"settings\"}", "configmap \"settings\" not found")]
    [InlineData("\"secret\":{\"secretName\":\"login\"}", "secret \"login\" not found")]
    [InlineData("\"configMap\":{\"name\":\"present\",\"items\":[{\"key\":\"b\",\"path\":\"b\"}]}", "configmap references non-existent config key: b")]
    [InlineData("\"secret\":{\"secretName\":\"hidden\",\"items\":[{\"key\":\"b\",\"path\":\"b\"}]}", "references non-existent secret key: b")]
    [InlineData("\"projected\":{\"sources\":[{\"secret\":{\"name\":\"login\"}}]}", "secret \"login\" not found")]
    [InlineData("\"hostPath\":{\"path\":\"/no-such\",\"type\":\"Directory\"}", "hostPath type check failed: /no-such is not a directory")]
    public void A_volume_that_cannot_be_mounted_holds_the_Pod_back(string volume, string problem)
    {
        Create("ConfigMap", "present");
        Create("Secret", "hidden");
        _node.Run($"\"volumes\":[{{\"name\":\"v\",{volume}}}],\"containers\":[{{\"name\":\"c\",\"image\":\"nginx:1\",\"volumeMounts\":[{{\"name\":\"v\",\"mountPath\":\"/v\"}}]}}]", 3);
        _node.Events().ShouldContain($"FailedMount MountVolume.SetUp failed for volume \"v\" : {problem}");
        _node.Container().StringAt("state", "waiting", "reason").ShouldBe("ContainerCreating");
        _node.Pod().Condition("PodReadyToStartContainers").StringAt("status").ShouldBe("False");
        _node.Advance(200);
        _node.Events().ShouldContain("FailedMount Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[]: context deadline exceeded");
    }

    [Fact]
    public void It_is_mounted_once_it_is_there()
    {
        _node.Run("\"volumes\":[{\"name\":\"v\",\"secret\":{\"secretName\":\"login\"}}],\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/v\"}]}]", 3);
        Create("Secret", "login");
        _node.Advance(8);
        PodView.Of(_node.Pod()).IsReady.ShouldBeTrue();
    }

    private void Create(string kind, string name) => _node.Cluster.Api.Create(
        kind == "Secret" ? Resources.Secrets : Resources.ConfigMaps,
        KubeObject.Parse($"{{\"apiVersion\":\"v1\",\"kind\":\"{kind}\",\"metadata\":{{\"name\":\"{name}\",\"namespace\":\"default\"}},\"data\":{{\"a\":\"YQ==\"}}}}"), NodeFixture.Me);
}
