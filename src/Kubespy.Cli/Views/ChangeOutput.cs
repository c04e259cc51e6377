using Kubespy.Cli.Terminal;
using Kubespy.Core.Changes;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Views;

/// <summary>Where changes are told: as text for the eye, or as documents for programs.</summary>
internal sealed class ChangeOutput(TextWriter output, DocumentFormat? format, FieldScope scope, bool isColoured, ViewOptions options) : IDisposable
{
    private readonly DocumentWriter? _documents = format is { } chosen ? new DocumentWriter(output, chosen) : null;

    public void Tell(ObjectChange change, string subject, string context)
    {
        if (_documents is not null)
        {
            _documents.Write(ChangeJson.Of(change, context, scope));
            return;
        }

        // In one piece, so that nothing gets between its lines.
        output.Write(string.Concat(ChangeView.Render(change, subject, scope, options).Select(l => Ansi.Encode(l, isColoured) + "\n")));
        output.Flush();
    }

    /// <summary>The history expired: what happened meanwhile was not all seen; the state is exact again.</summary>
    public void TellGap(DateTimeOffset time, string context, GroupVersionResource resource)
    {
        if (_documents is not null)
        {
            _documents.Write(ChangeJson.Gap(time, context, resource));
            return;
        }

        var whose = context.Length > 0 ? $"{context}: " : "";
        output.Write(Ansi.Encode(ChangeView.Remark(time, $"{whose}the history of {resource.GroupResource} expired: what follows may be several changes in one", options), isColoured) + "\n");
        output.Flush();
    }

    public void Dispose() => _documents?.Dispose();
}
