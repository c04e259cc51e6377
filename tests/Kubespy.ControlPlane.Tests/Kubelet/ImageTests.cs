using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

public sealed class ImageTests
{
    private readonly NodeFixture _node = new();

    [Theory]
    [InlineData("shop:bad", "rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/library/shop:bad\": failed to resolve image: docker.io/library/shop:bad: not found")]
    [InlineData("shop:1-unauthorized", "rpc error: code = Unknown desc = failed to pull and unpack image \"docker.io/library/shop:1-unauthorized\": failed to resolve image: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed")]
    [InlineData("shop:toomanyrequests", "429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit")]
    public void An_image_that_cannot_be_pulled_says_why_one_look_later(string image, string why)
    {
        _node.Run($"\"containers\":[{{\"name\":\"c\",\"image\":\"{image}\"}}]", 1);
        _node.Container().StringAt("state", "waiting", "reason").ShouldBe("ContainerCreating");
        _node.Advance(1);
        _node.Container().StringAt("state", "waiting", "reason").ShouldBe("ErrImagePull");
        _node.Container().StringAt("state", "waiting", "message").ShouldEndWith(why);
        _node.Advance(15);
        _node.Container().StringAt("state", "waiting", "reason").ShouldBe("ImagePullBackOff");
        _node.Container().StringAt("state", "waiting", "message").ShouldStartWith($"Back-off pulling image \"{image}\": ErrImagePull: rpc error");
        _node.Events().ShouldContain($"BackOff Back-off pulling image \"{image}\"");
        _node.Events().Count(e => e.StartsWith("Failed Failed to pull", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void A_back_off_doubles_before_the_next_pull()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"shop:bad\"}]", 20);
        Pulls().ShouldBe(2);
        _node.Advance(15);
        Pulls().ShouldBe(2);
        _node.Advance(10);
        Pulls().ShouldBe(3);
    }

    [Fact]
    public void What_may_not_be_pulled_and_is_not_there_is_an_error_of_its_own()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"shop:bad\",\"imagePullPolicy\":\"Never\"}]", 2);
        _node.Container().StringAt("state", "waiting", "reason").ShouldBe("ErrImageNeverPull");
        _node.Container().StringAt("state", "waiting", "message").ShouldBe("Container image \"shop:bad\" is not present with pull policy of Never");
        _node.Events().ShouldContain("ErrImageNeverPull Container image \"shop:bad\" is not present with pull policy of Never");
        _node.Events().ShouldContain("Failed Error: ErrImageNeverPull");
    }

    [Theory]
    [InlineData("Shop:1", "invalid reference format: repository name (library/Shop) must be lowercase")]
    [InlineData("shop:1:2", "invalid reference format")]
    public void A_name_that_is_none_is_refused(string image, string problem)
    {
        _node.Run($"\"containers\":[{{\"name\":\"c\",\"image\":\"{image}\"}}]", 2);
        _node.Container().StringAt("state", "waiting", "reason").ShouldBe("InvalidImageName");
        var message = $"Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": {problem}";
        _node.Container().StringAt("state", "waiting", "message").ShouldBe(message);
        _node.Events().ShouldContain($"InspectFailed {message}");
        _node.Events().ShouldContain("Failed Error: InvalidImageName");
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("registry.example.com:5000/team/shop_web:v1.2-alpine")]
    [InlineData("nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void Every_real_name_is_accepted(string image)
    {
        _node.Run($"\"containers\":[{{\"name\":\"c\",\"image\":\"{image}\"}}]", 3);
        _node.Container().BoolAt("ready").ShouldBe(true);
    }

    private long Pulls() => _node.Cluster.Store.Read(Api.Resources.Events).Objects.Values
        .Where(e => e.Root.StringAt("reason") == "Pulling").Sum(e => e.Root.Int64At("count") ?? 0);
}
