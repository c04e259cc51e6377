namespace Kubespy.Cli.Completion;

/// <summary>The script of each shell that asks kubespy itself what may follow.</summary>
internal static class ShellScripts
{
    public static readonly IReadOnlyList<string> Shells = ["bash", "zsh", "fish", "powershell"];

    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };

    private const string Bash =
        """
        # bash completion for kubespy; load it with: source <(kubespy completion bash)
        _kubespy() {
            local IFS=$'\n'
            COMPREPLY=($(kubespy __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
            # A kind that ends in / goes on with a name.
            [[ ${COMPREPLY[0]} == */ ]] && compopt -o nospace 2>/dev/null
            return 0
        }
        complete -o default -F _kubespy kubespy

        """;

    private const string Zsh =
        """
        #compdef kubespy
        # zsh completion for kubespy; load it with: source <(kubespy completion zsh)
        _kubespy() {
            local -a candidates
            candidates=("${(@f)$(kubespy __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            if [[ -n ${candidates[1]} ]]; then
                compadd -- "${candidates[@]}"
            else
                _files
            fi
        }
        compdef _kubespy kubespy

        """;

    private const string Fish =
        """
        # fish completion for kubespy; load it with: kubespy completion fish | source
        function __kubespy_complete
            set -l current (commandline -ct)
            set -l words (commandline -opc) "$current"
            set -l found (kubespy __complete $words[2..-1] 2>/dev/null)
            if set -q found[1]
                printf '%s\n' $found
            else
                # Files, which fish would offer besides, only where kubespy knows nothing.
                __fish_complete_path (commandline -ct)
            end
        end
        complete -c kubespy -f -a '(__kubespy_complete)'

        """;

    private const string PowerShell =
        """
        # PowerShell completion for kubespy; load it with: kubespy completion powershell | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName kubespy -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
            if ($wordToComplete -eq '') { $words += '""' }
            kubespy __complete @words 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;
}
