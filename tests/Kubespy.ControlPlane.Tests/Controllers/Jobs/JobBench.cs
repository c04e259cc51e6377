using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Tests.Controllers.Sets;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers.Jobs;

/// <summary>A Job <c>work</c> on a cluster in virtual time.</summary>
internal sealed class JobBench
{
    public SetBench Bench { get; } = new();

    public KubeObject Job => Bench.Get(Resources.Jobs, "work");

    public IReadOnlyList<KubeObject> Pods => Bench.Pods;

    public IEnumerable<string> Told => Bench.Told;

    /// <summary>The conditions that are true, with their reasons.</summary>
    public IEnumerable<string> Conditions => Job.Root.ListAt("status", "conditions").Where(c => c.StringAt("status") == "True").Select(c => $"{c.StringAt("type")} {c.StringAt("reason")}");

    /// <summary>A Job whose container has that environment (<c>EXIT0=1</c>: exits with 0 after a second); more of its spec, of its template.</summary>
    public JobBench Create(string env, string spec = "", string pod = "", string restart = "Never")
    {
        var (name, value) = env.Split('=') is [var n, var v] ? (n, v) : ("NONE", "");
        Bench.Create(Resources.Jobs, $$$"""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"work","namespace":"default"},
             "spec":{"parallelism":1{{{spec}}},"template":{"spec":{"restartPolicy":"{{{restart}}}","containers":[{"name":"c","image":"nginx:1","env":[{"name":"{{{name}}}","value":"{{{value}}}"}]}]{{{pod}}} } } } }
            """);
        return this;
    }

    public JobBench After(double seconds)
    {
        Bench.After(seconds);
        return this;
    }

    public JobBench Patch(string patch)
    {
        Bench.Patch(Resources.Jobs, "work", patch);
        return this;
    }

    public long Count(string field) => Job.Status.Int64At(field) ?? 0;

    public string? Text(string field) => Job.Status.StringAt(field);
}
