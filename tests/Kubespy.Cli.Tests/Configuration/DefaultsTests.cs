using System.CommandLine;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Configuration;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Configuration;

public sealed class DefaultsTests
{
    private static readonly RootCommand Root = RootCommands.Create();

    [Theory]
    [InlineData("changes pod", "", "", "changes pod")]
    [InlineData("changes pod", "COLOR=never", "", "changes --color=never pod")]
    [InlineData("changes pod", "", "color: always", "changes --color=always pod")]
    [InlineData("changes pod", "COLOR=never", "color: always", "changes --color=never pod")]
    [InlineData("changes pod --color auto", "COLOR=never", "color: always", "changes pod --color auto")]
    [InlineData("changes pod -n a", "NAMESPACE=b", "namespace: c", "changes pod -n a")]
    [InlineData("changes pod", "CONTEXT=a,b", "", "changes --context=a --context=b pod")]
    [InlineData("changes pod", "", "context: [a, b]", "changes --context=a --context=b pod")]
    [InlineData("changes pod", "NOISE=1", "", "changes --noise=true pod")]
    [InlineData("changes pod", "", "color: always\nchanges: {color: never, noise: true}", "changes --noise=true --color=never pod")]
    [InlineData("status pod", "", "changes: {color: never}", "status pod")]
    [InlineData("cluster start", "KUBECONFIG=/k;PORT=7", "kubeconfig: /k", "cluster start --port=7")]
    [InlineData("cluster bother kill", "KUBECONFIG=/k;CONTEXT=prod;NAMESPACE=a;EVERY=1s;COUNT=2;SEED=7", "context: [a, b]\nnamespace: b", "cluster bother --seed=7 kill")]
    [InlineData("record pod", "OUT=/x;SHOW_SECRETS=1", "", "record pod")]
    [InlineData("", "COLOR=never", "", "")]
    public void What_was_not_given_comes_from_the_environment_else_from_the_file(string args, string variables, string config, string expected) =>
        string.Join(' ', Apply(args, variables, config)).ShouldBe(expected);

    [Theory]
    [InlineData("colour: never", "\"colour\" is no option that can be set there. did you mean color?")]
    [InlineData("show-secrets: true", "\"show-secrets\" is no option that can be set there.")]
    [InlineData("every: 10s", "\"every\" is no option that can be set there.")]
    [InlineData("color: {a: b}", "\"color\" is no option that can be set there.")]
    public void What_is_no_option_is_refused(string config, string message) =>
        Should.Throw<FormatException>(() => Apply("changes pod", "", config)).Message.ShouldStartWith("it.yaml: " + message);

    [Fact]
    public void A_variable_that_is_neither_true_nor_false_is_refused() =>
        Should.Throw<FormatException>(() => Apply("changes pod", "NOISE=maybe", "")).Message.ShouldBe("KUBESPY_NOISE is true or false, not maybe");

    [Theory]
    [InlineData("color: [", "is not YAML")]
    [InlineData("- a", "is no configuration")]
    public void A_file_that_cannot_be_used_is_named(string text, string message)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            var refusal = Should.Throw<FormatException>(() => ConfigFile.Read(v => v == "KUBESPY_CONFIG" ? path : null));
            refusal.Message.ShouldStartWith($"{path} {message}");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string[] Apply(string args, string variables, string config)
    {
        var environment = variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('=')).ToDictionary(v => "KUBESPY_" + v[0], v => v[1]);
        var root = Yaml.YamlReader.ReadAll(config) is [MapValue map] ? map : MapValue.Empty;
        return Defaults.Apply(Root, args.Split(' ', StringSplitOptions.RemoveEmptyEntries), environment.GetValueOrDefault, new ConfigFile("it.yaml", root));
    }
}
