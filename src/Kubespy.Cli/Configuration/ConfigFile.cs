using Kubespy.Core.Naming;
using Kubespy.Core.Values;
using Kubespy.Yaml;
using YamlDotNet.Core;

namespace Kubespy.Cli.Configuration;

/// <summary>
/// What a user always wants: the values of options, in <c>$XDG_CONFIG_HOME/kubespy/config.yaml</c> (else <c>~/.config</c>, or where KUBESPY_CONFIG says).
/// A name at the top is an option of every command that has it; a command's name holds options of it alone.
/// </summary>
internal sealed record ConfigFile(string Path, MapValue Root)
{
    private static readonly ConfigFile None = new("", MapValue.Empty);

    /// <exception cref="FormatException">The file is there and cannot be read; the message says where.</exception>
    public static ConfigFile Read(Func<string, string?> variable)
    {
        var path = PathOf(variable);
        if (!File.Exists(path))
        {
            return variable("KUBESPY_CONFIG") is { Length: > 0 } ? throw new FormatException($"KUBESPY_CONFIG names {path}, which does not exist") : None;
        }

        try
        {
            return YamlReader.ReadAll(File.ReadAllText(path)) switch
            {
                [] => None,
                [MapValue root] => new ConfigFile(path, root),
                _ => throw new FormatException($"{path} is no configuration: it needs lines such as \"color: never\""),
            };
        }
        catch (YamlException e)
        {
            throw new FormatException($"{path} is not YAML: line {e.Start.Line}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The values of an option of a command, the command's own before those of all; null where it has none.</summary>
    public IReadOnlyList<string>? ValuesOf(IReadOnlyList<string> command, string option) => (Root.At([.. command])?[option] ?? Root[option]) switch
    {
        null or MapValue => null,
        ListValue list => [.. list.Select(TextOf)],
        var value => [TextOf(value)],
    };

    /// <summary>Refuses a name that is no option and no command.</summary>
    /// <exception cref="FormatException">There is one; the message names near ones.</exception>
    public void Check(IReadOnlySet<string> options, IReadOnlySet<string> commands) => Check(Root, options, commands);

    private void Check(MapValue section, IReadOnlySet<string> options, IReadOnlySet<string> commands)
    {
        foreach (var (name, value) in section)
        {
            if (value is MapValue below && commands.Contains(name))
            {
                Check(below, options, commands);
            }
            else if (!options.Contains(name) || value is MapValue)
            {
                throw new FormatException($"{Path}: \"{name}\" is no option that can be set there. {NearNames.Question(name, options)}".TrimEnd());
            }
        }
    }

    private static string TextOf(Value value) => value.AsString() ?? value.ToString();

    private static string PathOf(Func<string, string?> variable)
    {
        if (variable("KUBESPY_CONFIG") is { Length: > 0 } path)
        {
            return path;
        }

        var home = variable("XDG_CONFIG_HOME") is { Length: > 0 } xdg
            ? xdg
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return System.IO.Path.Combine(home, "kubespy", "config.yaml");
    }
}
