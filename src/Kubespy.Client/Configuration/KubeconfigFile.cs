using Kubespy.Core.Values;
using Kubespy.Yaml;
using YamlDotNet.Core;

namespace Kubespy.Client.Configuration;

/// <summary>One kubeconfig file as it stands.</summary>
internal sealed record KubeconfigFile(string Path, MapValue Root)
{
    private static readonly string[] Sections = ["clusters", "contexts", "users"];

    /// <summary>It says nothing, as a file that a tool has just made.</summary>
    public bool IsEmpty => Sections.All(s => Root.ListAt(s).Count == 0) && Root.StringAt("current-context") is not { Length: > 0 };

    /// <exception cref="ClusterException">It cannot be read, or is no kubeconfig; the message names the file and, where there is one, the line.</exception>
    public static KubeconfigFile Read(string path)
    {
        try
        {
            var documents = YamlReader.ReadAll(File.ReadAllText(path));
            return new KubeconfigFile(path, documents.Count == 0 ? MapValue.Empty : Check(path, documents[0]));
        }
        catch (YamlException e)
        {
            throw Bad($"the kubeconfig {path} is not YAML: line {e.Start.Line}: {e.Message}", "correct that line");
        }
        catch (UnauthorizedAccessException)
        {
            throw Bad($"the kubeconfig {path} may not be read", Directory.Exists(path) ? "it is a folder; name the file in it" : "check its permissions");
        }
        catch (IOException e)
        {
            throw Bad($"the kubeconfig {path} cannot be read: {e.Message}", "check the path");
        }
    }

    public static ClusterException Bad(string message, string remedy) => new(ClusterProblem.BadConfiguration, message, remedy);

    private static MapValue Check(string path, Value document)
    {
        if (document is not MapValue root || root.StringAt("kind") is not (null or "Config"))
        {
            throw Bad($"{path} is no kubeconfig", "it should begin with: apiVersion: v1, kind: Config");
        }

        foreach (var section in Sections)
        {
            if (root[section] is not (null or NullValue or ListValue))
            {
                throw Bad($"the kubeconfig {path} is malformed: {section} is no list", $"write it as a list of entries with a name: \"{section}: [{{name: …}}]\"");
            }
        }

        return root;
    }
}
