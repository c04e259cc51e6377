namespace Kubespy.Cli.Demo;

/// <summary>The objects that the stories are about.</summary>
internal static class DemoManifests
{
    /// <summary>
    /// The posts' application; it starts in two seconds and takes three to stop, so that eyes can follow, and bears a lost node for 10 seconds
    /// instead of the 300 that Kubernetes gives a Pod that says nothing.
    /// </summary>
    public const string Deployment =
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"nginx","namespace":"default","labels":{"app":"nginx"}},
         "spec":{"replicas":3,"selector":{"matchLabels":{"app":"nginx"}},
          "template":{"metadata":{"labels":{"app":"nginx"},"annotations":{"kubespy.dev/start-seconds":"2"}},
           "spec":{"tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":10}],
            "containers":[{"name":"nginx","image":"nginx:1.7.9","ports":[{"containerPort":80}],
            "lifecycle":{"preStop":{"sleep":{"seconds":3}}}}]}}}}
        """;

    public const string Service =
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"nginx","namespace":"default","labels":{"app":"nginx"}},
         "spec":{"type":"LoadBalancer","selector":{"app":"nginx"},"ports":[{"port":80,"targetPort":80}]}}
        """;

    /// <summary>Its readiness probes fail until an annotation is removed (docs/pod-behaviour.md).</summary>
    public const string Web =
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default","labels":{"app":"web"}},
         "spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},
          "template":{"metadata":{"labels":{"app":"web","tier":"front"},"annotations":{"kubespy.dev/ready":"false"}},
           "spec":{"containers":[{"name":"web","image":"nginx:1.12-alpine","ports":[{"containerPort":80}],
            "readinessProbe":{"periodSeconds":2,"httpGet":{"path":"/","port":80}}}]}}}}
        """;

    /// <summary>It selects nothing: the label's value is another.</summary>
    public const string WebService =
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},
         "spec":{"selector":{"app":"web","tier":"frontend"},"ports":[{"port":80,"targetPort":80}]}}
        """;

    public const string Pod =
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"nginx","namespace":"default","labels":{"run":"nginx"},"annotations":{"kubespy.dev/start-seconds":"2"}},
         "spec":{"containers":[{"name":"nginx","image":"nginx:1.12-alpine"}]}}
        """;
}
