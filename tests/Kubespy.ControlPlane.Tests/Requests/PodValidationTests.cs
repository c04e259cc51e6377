using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>Mistakes that people make in manifests, and what a real server says of them.</summary>
public sealed class PodValidationTests
{
    private readonly InProcessApi _api = new();

    [Theory]
    [InlineData("ports: [{name: WEB, containerPort: 80}]", "ports[0].name: Invalid value: \"WEB\": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)|ports[0].name: Invalid value: \"WEB\": must contain at least one letter (a-z)")]
    [InlineData("ports: [{name: a-very-long-name, containerPort: 80}]", "ports[0].name: Invalid value: \"a-very-long-name\": must be no more than 15 characters")]
    [InlineData("ports: [{name: web, containerPort: 80}, {name: web, containerPort: 81}]", "ports[1].name: Duplicate value: \"web\"")]
    [InlineData("ports: [{containerPort: 70000}]", "ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive")]
    [InlineData("ports: [{containerPort: 80, hostPort: -1, protocol: HTTP}]", "ports[0].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive|ports[0].protocol: Unsupported value: \"HTTP\": supported values: \"SCTP\", \"TCP\", \"UDP\"")]
    [InlineData("env: [{value: x}]", "env[0].name: Required value")]
    [InlineData("env: [{name: 'A=B', value: x}]", "env[0].name: Invalid value: \"A=B\": a valid environment variable name must consist only of printable ASCII characters other than '='")]
    [InlineData("env: [{name: A, value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]", "env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty")]
    [InlineData("env: [{name: A, valueFrom: {secretKeyRef: {name: s}}}]", "env[0].valueFrom.secretKeyRef.key: Required value")]
    [InlineData("env: [{name: A, valueFrom: {}}]", "env[0].valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`")]
    [InlineData("envFrom: [{prefix: A_}]", "envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`")]
    [InlineData("envFrom: [{configMapRef: {}}]", "envFrom[0].configMapRef.name: Required value")]
    [InlineData("volumeMounts: [{name: data, mountPath: /d}]", "volumeMounts[0].name: Not found: \"data\"")]
    [InlineData("volumeMounts: [{name: v}]", "volumeMounts[0].mountPath: Required value")]
    [InlineData("volumeMounts: [{name: v, mountPath: /d}, {name: v, mountPath: /d}]", "volumeMounts[1].mountPath: Invalid value: \"/d\": must be unique")]
    [InlineData("resources: {limits: {cpu: '1'}, requests: {cpu: '2'}}", "resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [InlineData("resources: {requests: {memory: -1Gi}}", "resources.requests[memory]: Invalid value: \"-1Gi\": must be greater than or equal to 0")]
    [InlineData("resources: {limits: {gpu: '1'}}", "resources.limits[gpu]: Invalid value: \"gpu\": must be a standard resource type or fully qualified|resources.limits[gpu]: Invalid value: \"gpu\": must be a standard resource for containers|resources.requests[gpu]: Invalid value: \"gpu\": must be a standard resource type or fully qualified|resources.requests[gpu]: Invalid value: \"gpu\": must be a standard resource for containers")]
    [InlineData("livenessProbe: {periodSeconds: 5}", "livenessProbe: Required value: must specify a handler type")]
    [InlineData("livenessProbe: {httpGet: {port: 0}}", "livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive")]
    [InlineData("readinessProbe: {exec: {command: []}}", "readinessProbe.exec.command: Required value")]
    [InlineData("startupProbe: {tcpSocket: {port: 80}, successThreshold: 2}", "startupProbe.successThreshold: Invalid value: 2: must be 1")]
    [InlineData("livenessProbe: {tcpSocket: {port: 80}, httpGet: {port: 80}}", "livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type")]
    [InlineData("readinessProbe: {tcpSocket: {port: 80}, failureThreshold: -1}", "readinessProbe.failureThreshold: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("readinessProbe: {tcpSocket: {port: 80}, terminationGracePeriodSeconds: 5}", "readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes")]
    [InlineData("lifecycle: {preStop: {}}", "lifecycle.preStop: Required value: must specify a handler type")]
    [InlineData("terminationMessagePolicy: Log", "terminationMessagePolicy: Unsupported value: \"Log\": supported values: \"File\", \"FallbackToLogsOnError\"")]
    public void A_container_that_cannot_be_is_refused(string fields, string errors) => Refused(
        $"volumes: [{{name: v}}]\n  containers:\n  - name: c\n    image: i\n    {fields}", errors.Split('|').Select(e => $"spec.containers[0].{e}"));

    [Theory]
    [InlineData("initContainers: [{name: i, image: i, livenessProbe: {tcpSocket: {port: 80}}}]", "spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always")]
    [InlineData("initContainers: [{name: c, image: i}]", "spec.initContainers[0].name: Duplicate value: \"c\"")]
    [InlineData("volumes: [{name: v, secret: {}}]", "spec.volumes[0].secret.secretName: Required value")]
    [InlineData("volumes: [{name: v, emptyDir: {}, configMap: {name: c}}]", "spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type")]
    [InlineData("volumes: [{name: v}, {name: v}]", "spec.volumes[1].name: Duplicate value: \"v\"")]
    [InlineData("restartPolicy: Sometimes", "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \"Never\"")]
    [InlineData("dnsPolicy: Mine", "spec.dnsPolicy: Unsupported value: \"Mine\": supported values: \"ClusterFirstWithHostNet\", \"ClusterFirst\", \"Default\", \"None\"")]
    [InlineData("activeDeadlineSeconds: 0", "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive")]
    [InlineData("tolerations: [{operator: Equal, value: x}]", "spec.tolerations[0].operator: Invalid value: \"Equal\": operator must be Exists when `key` is empty, which means \\\"match all values and all keys\\\"")]
    [InlineData("tolerations: [{key: a, effect: Never}]", "spec.tolerations[0].effect: Unsupported value: \"Never\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"")]
    [InlineData("topologySpreadConstraints: [{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]", "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero")]
    public void A_pod_that_cannot_be_is_refused(string fields, string error) => Refused($"{fields}\n  containers: [{{name: c, image: i}}]", [error.Replace("\\\"", "\"", StringComparison.Ordinal)]);

    [Theory]
    [InlineData("[{name: a, port: 80}, {name: b, port: 80}]", "spec.ports[1]: Duplicate value: {\"Name\":\"\",\"Protocol\":\"TCP\",\"AppProtocol\":null,\"Port\":80,\"TargetPort\":0,\"NodePort\":0}")]
    [InlineData("[{port: 80}, {port: 81}]", "[spec.ports[0].name: Required value, spec.ports[1].name: Required value]")]
    [InlineData("[{name: a, port: 80}, {name: a, port: 81}]", "spec.ports[1].name: Duplicate value: \"a\"")]
    [InlineData("[{port: 80, targetPort: TOO_LONG}]", "[spec.ports[0].targetPort: Invalid value: \"TOO_LONG\": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), spec.ports[0].targetPort: Invalid value: \"TOO_LONG\": must contain at least one letter (a-z)]")]
    [InlineData("[{port: 80, protocol: HTTP}]", "spec.ports[0].protocol: Unsupported value: \"HTTP\": supported values: \"SCTP\", \"TCP\", \"UDP\"")]
    public void Ports_of_a_Service_that_cannot_be_are_refused(string ports, string message)
    {
        using var answer = _api.Send(
            "POST", "/api/v1/namespaces/default/services", Encoding.UTF8.GetBytes($"apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {{selector: {{a: b}}, ports: {ports}}}"), "application/yaml");
        answer.Json.StringAt("message").ShouldBe($"Service \"s\" is invalid: {message}");
    }

    private void Refused(string spec, IEnumerable<string> errors)
    {
        using var answer = _api.Send(
            "POST", "/api/v1/namespaces/default/pods", Encoding.UTF8.GetBytes($"apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  {spec}\n"), "application/yaml");
        answer.Code.ShouldBe(422, answer.Text);
        answer.Json.ListAt("details", "causes").Select(c => $"{c.StringAt("field")}: {c.StringAt("message")}").ShouldBe(errors);
    }
}
