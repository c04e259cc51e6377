using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>What the kinds beside Deployments and Pods may not be, in the words of the real server.</summary>
public class KindValidationTests
{
    private const string Template = """{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""";

    private readonly InProcessApi _api;

    public KindValidationTests()
        : this(new InProcessApi())
    {
    }

    private protected KindValidationTests(InProcessApi api) => _api = api;

    [Theory]
    [InlineData(
        "batch/v1", "jobs", "Job", """{"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}""",
        "Job.batch \"x\" is invalid: spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"")]
    [InlineData(
        "batch/v1", "cronjobs", "CronJob", """{"schedule":"* *","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}""",
        "CronJob.batch \"x\" is invalid: spec.schedule: Invalid value: \"* *\": expected exactly 5 fields, found 2: [* *]")]
    [InlineData(
        "apps/v1", "statefulsets", "StatefulSet", $$$"""{"podManagementPolicy":"Odd","selector":{"matchLabels":{"a":"b"}},"template":{{{Template}}}}""",
        "StatefulSet.apps \"x\" is invalid: spec.podManagementPolicy: Invalid value: \"Odd\": must be 'OrderedReady' or 'Parallel'")]
    [InlineData(
        "apps/v1", "daemonsets", "DaemonSet", $$$"""{"selector":{"matchLabels":{"a":"c"}},"template":{{{Template}}}}""",
        "DaemonSet.apps \"x\" is invalid: spec.template.metadata.labels: Invalid value: {\"a\":\"b\"}: `selector` does not match template `labels`")]
    [InlineData(
        "networking.k8s.io/v1", "ingresses", "Ingress", """{"rules":[{"http":{"paths":[{"path":"/","backend":{"service":{"name":"s","port":{"number":80}}}}]}}]}""",
        "Ingress.networking.k8s.io \"x\" is invalid: spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified")]
    [InlineData(
        "autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", """{"minReplicas":3,"maxReplicas":2,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"}}""",
        "HorizontalPodAutoscaler.autoscaling \"x\" is invalid: spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`")]
    [InlineData(
        "policy/v1", "poddisruptionbudgets", "PodDisruptionBudget", """{"maxUnavailable":"120%"}""",
        "PodDisruptionBudget.policy \"x\" is invalid: spec.maxUnavailable: Invalid value: \"120%\": must not be greater than 100%")]
    [InlineData(
        "v1", "persistentvolumeclaims", "PersistentVolumeClaim", """{"resources":{"requests":{"storage":"1Gi"}}}""",
        "PersistentVolumeClaim \"x\" is invalid: spec.accessModes: Required value: at least 1 access mode is required")]
    [InlineData(
        "v1", "resourcequotas", "ResourceQuota", """{"hard":{"pads":"3"}}""",
        "ResourceQuota \"x\" is invalid: [spec.hard[pads]: Invalid value: \"pads\": must be a standard resource type or fully qualified, spec.hard[pads]: Invalid value: \"pads\": must be a standard resource for quota]")]
    [InlineData(
        "v1", "limitranges", "LimitRange", """{"limits":[{"type":"Pod","min":{"cpu":"2"},"max":{"cpu":"1"}}]}""",
        "LimitRange \"x\" is invalid: spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1")]
    public void Nonsense_is_refused(string apiVersion, string plural, string kind, string spec, string message)
    {
        var root = apiVersion == "v1" ? "/api/v1" : $"/apis/{apiVersion}";
        var body = $$$"""{"apiVersion":"{{{apiVersion}}}","kind":"{{{kind}}}","metadata":{"name":"x"},"spec":{{{spec}}}}""";
        using var answer = _api.Send("POST", $"{root}/namespaces/default/{plural}", Encoding.UTF8.GetBytes(body), "application/json");

        answer.Code.ShouldBe(422, answer.Text);
        answer.Json.StringAt("message").ShouldBe(message);
    }

    [Theory]
    [InlineData(
        "admissionregistration.k8s.io/v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration",
        """ "webhooks":[{"name":"a.example.com","clientConfig":{"service":{"name":"s","namespace":"n"}},"admissionReviewVersions":["v1"]}] """,
        "ValidatingWebhookConfiguration.admissionregistration.k8s.io \"x\" is invalid: webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun")]
    [InlineData(
        "admissionregistration.k8s.io/v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration",
        """ "webhooks":[{"name":"hook","clientConfig":{},"sideEffects":"None"}] """,
        "MutatingWebhookConfiguration.admissionregistration.k8s.io \"x\" is invalid: [webhooks[0].name: Invalid value: \"hook\": should be a domain with at least three segments separated by dots, webhooks[0].clientConfig: Required value: exactly one of url or service is required, webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1]")]
    public void Cluster_wide_nonsense_is_refused(string apiVersion, string plural, string kind, string fields, string message)
    {
        var body = $$$"""{"apiVersion":"{{{apiVersion}}}","kind":"{{{kind}}}","metadata":{"name":"x"},{{{fields}}}}""";
        using var answer = _api.Send("POST", $"/apis/{apiVersion}/{plural}", Encoding.UTF8.GetBytes(body), "application/json");

        answer.Code.ShouldBe(422, answer.Text);
        answer.Json.StringAt("message").ShouldBe(message);
    }

    [Fact]
    public void Webhooks_are_kept_with_their_defaults_and_count_their_changes()
    {
        const string Path = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
        using var created = _api.Send("POST", Path, """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"x"},"webhooks":[
             {"name":"a.example.com","clientConfig":{"service":{"name":"s","namespace":"n"}},"sideEffects":"None","admissionReviewVersions":["v1"],
              "rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}]}]}
            """u8.ToArray(), "application/json");
        created.Json.ListAt("webhooks")[0].ToString().ShouldBe(
            """{"name":"a.example.com","clientConfig":{"service":{"namespace":"n","name":"s","port":443}},"rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"],"scope":"*"}],"failurePolicy":"Fail","matchPolicy":"Equivalent","namespaceSelector":{},"objectSelector":{},"sideEffects":"None","timeoutSeconds":10,"admissionReviewVersions":["v1"],"reinvocationPolicy":"Never"}""", created.Text);
        using var labelled = _api.Send("PATCH", Path + "/x", """{"metadata":{"labels":{"a":"b"}}}"""u8.ToArray(), "application/merge-patch+json");
        labelled.Json.Int64At("metadata", "generation").ShouldBe(1);
        using var patched = _api.Send("PATCH", Path + "/x", """{"webhooks":[{"name":"a.example.com","timeoutSeconds":5}]}"""u8.ToArray(), "application/strategic-merge-patch+json");
        patched.Json.Int64At("metadata", "generation").ShouldBe(2, patched.Text);
        patched.Json.ListAt("webhooks")[0].StringAt("clientConfig", "service", "name").ShouldBe("s");
    }

    [Fact]
    public void What_must_stay_of_a_StatefulSet_stays()
    {
        const string Path = "/apis/apps/v1/namespaces/default/statefulsets";
        var body = $$$"""{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"x"},"spec":{"serviceName":"s","selector":{"matchLabels":{"a":"b"}},"template":{{{Template}}}}}""";
        using var created = _api.Send("POST", Path, Encoding.UTF8.GetBytes(body), "application/json");
        using var changed = _api.Send("PATCH", Path + "/x", """{"spec":{"serviceName":"t"}}"""u8.ToArray(), "application/merge-patch+json");
        using var scaled = _api.Send("PATCH", Path + "/x", """{"spec":{"replicas":3}}"""u8.ToArray(), "application/merge-patch+json");

        created.Code.ShouldBe(201, created.Text);
        changed.Json.StringAt("message").ShouldBe("StatefulSet.apps \"x\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        scaled.Json.Int64At("metadata", "generation").ShouldBe(2, scaled.Text);
    }
}
