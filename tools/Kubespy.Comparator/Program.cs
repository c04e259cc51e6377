// Plays recorded scenarios on the embedded cluster in virtual time and compares what came of it with the recordings of a real one:
//   dotnet run --project tools/Kubespy.Comparator                   the scores of all scenarios
//   dotnet run --project tools/Kubespy.Comparator -- 06 11          those two, with every line that differs (- recorded, + embedded)
//   dotnet run --project tools/Kubespy.Comparator -- --seed 7 11    with that seed alone
using System.Globalization;
using Kubespy.Comparator;

var (seeds, chosen) = args is ["--seed", var seed, ..] ? ([int.Parse(seed, CultureInfo.InvariantCulture)], args[2..]) : (Scenarios.Seeds, args);
if (chosen.FirstOrDefault(name => !Scenarios.All.ContainsKey(name)) is { } unknown)
{
    await Console.Error.WriteLineAsync($"no scenario {unknown}; there are {string.Join(' ', Scenarios.All.Keys)}");
    return 2;
}

Console.WriteLine("| scenario | score | Pods' gaps | writes' gaps | the two real runs |");
foreach (var (name, scenario) in Scenarios.All.Where(s => chosen.Length == 0 || chosen.Contains(s.Key)))
{
    var result = Result.Of(name, seeds.Select(s => scenario.Run(s)));
    Console.WriteLine(result);
    if (chosen.Length > 0)
    {
        Console.WriteLine(result.Difference);
    }
}

return 0;
