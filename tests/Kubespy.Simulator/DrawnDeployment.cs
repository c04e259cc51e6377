using System.Globalization;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.Simulator;

/// <summary>A Deployment drawn by chance: its size, its strategy, its limits.</summary>
internal static class DrawnDeployment
{
    public static KubeObject Draw(Randomness random, Chance chance)
    {
        var ready = random.Next(3) == 0 ? From(random, 1, 6) : 0;
        return KubeObject.Parse(string.Create(CultureInfo.InvariantCulture, $$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
             "spec":{"replicas":{{{From(random, 1, 8)}}},"minReadySeconds":{{{ready}}},"progressDeadlineSeconds":{{{From(random, 10, 60)}}},
              "revisionHistoryLimit":{{{From(random, 1, 10)}}},"strategy":{{{Strategy(random, chance)}}},"selector":{"matchLabels":{"app":"web"} },
              "template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"web:0"}]} } } }
            """));
    }

    /// <summary>A strategy, as JSON.</summary>
    public static string Strategy(Randomness random, Chance chance) => random.Next(chance.IsPeaceful ? 3 : 5) switch
    {
        0 => Rolling(Text(From(random, 1, 4)), Text(random.Next(3))),
        1 => Rolling($"\"{From(random, 10, 101)}%\"", $"\"{random.Next(101)}%\""),
        2 => Rolling("0", "1"),
        3 => """{"type":"Recreate","rollingUpdate":null}""",
        _ => Rolling("\"25%\"", "\"25%\""),
    };

    private static int From(Randomness random, int least, int bound) => least + random.Next(bound - least);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Rolling(string surge, string unavailable) =>
        $"{{\"type\":\"RollingUpdate\",\"rollingUpdate\":{{\"maxSurge\":{surge},\"maxUnavailable\":{unavailable}}}}}";
}
