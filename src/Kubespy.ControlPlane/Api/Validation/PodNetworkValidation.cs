namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>A Pod's names and ports towards the network (validatePodDNSConfig, ValidateHostAliases, validatePodHostNetworkDeps in pkg/apis/core/validation).</summary>
internal static class PodNetworkValidation
{
    private const int MaxNameservers = 3;
    private const int MaxSearches = 32;
    private const int MaxSearchCharacters = 2048;

    public static void CheckDns(CheckedField spec)
    {
        var config = spec["dnsConfig"];
        var servers = config["nameservers"];
        if (spec["dnsPolicy"].Text == "None" && servers.Count == 0)
        {
            var (told, what) = config.IsSet ? (servers, "must provide at least one DNS nameserver") : (config, "must provide `dnsConfig`");
            told.Required($"{what} when `dnsPolicy` is None");
            return;
        }

        if (config.IsSet)
        {
            CheckConfig(config, servers);
        }
    }

    public static void CheckHostAliases(CheckedField aliases)
    {
        foreach (var alias in aliases.Items)
        {
            alias["ip"].Keeps(AddressRules.Ip);
            foreach (var name in alias["hostnames"].Items)
            {
                name.Keeps(NameRules.Subdomain);
            }
        }
    }

    /// <summary>In the host's network a container's port is the host's.</summary>
    public static void CheckHostPorts(CheckedField spec, bool isPod)
    {
        foreach (var port in spec["containers"].Items.SelectMany(c => c["ports"].Items))
        {
            var host = port["hostPort"];
            if ((isPod || host.Number != 0) && host.Number != port["containerPort"].Number)
            {
                host.Invalid(host.Number, "must match `containerPort` when `hostNetwork` is true");
            }
        }
    }

    private static void CheckConfig(CheckedField config, CheckedField servers)
    {
        var searches = config["searches"];
        if (servers.Count > MaxNameservers)
        {
            servers.Invalid($"must not have more than {MaxNameservers} nameservers");
        }

        foreach (var server in servers.Items)
        {
            server.Keeps(AddressRules.Ip);
        }

        if (searches.Count > MaxSearches)
        {
            searches.Invalid($"must not have more than {MaxSearches} search paths");
        }

        if (searches.Items.Sum(s => s.Text.Length + 1) - 1 > MaxSearchCharacters)
        {
            searches.Invalid($"must not have more than {MaxSearchCharacters} characters (including spaces) in the search list");
        }

        foreach (var search in searches.Items.Where(s => s.Text != "."))
        {
            search.Keeps(search.Text.EndsWith('.') ? search.Text[..^1] : search.Text, NameRules.UnderscoredSubdomain);
        }

        foreach (var option in config["options"].Items.Where(o => o["name"].Text.Length == 0))
        {
            option.Required("must not be empty");
        }
    }
}
