using System.Text;

namespace Kubespy.Client.Configuration;

/// <summary>
/// What each request authenticates with: fixed, from a file that is renewed, or from a program whose answer is kept until shortly before it expires.
/// Where several are given, in client-go's order: token file, token, password, program.
/// </summary>
internal sealed class CredentialSource(KubeContext context, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly ExecProgram? _program = context.Exec is { } exec ? new ExecProgram(exec) : null;
    private Credential? _kept;
    private DateTimeOffset? _expires;
    private readonly CertificateFiles _files = new();
    private string? _lastFileToken;

    public void Dispose() => _gate.Dispose();

    /// <exception cref="ClusterException">There are none to be had; the remedy says what to do.</exception>
    public async Task<Credential> GetAsync(CancellationToken cancellation)
    {
        if (context.TokenFile is { } file)
        {
            return Fixed("Bearer " + await ReadTokenAsync(file, cancellation));
        }

        if (context.Token is { Length: > 0 } token)
        {
            return Fixed("Bearer " + token);
        }

        if (context.Basic is { } basic)
        {
            return Fixed("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.User}:{basic.Password}")));
        }

        return _program is null ? Fixed(null) : await AskAsync(_program, cancellation);
    }

    /// <summary>The server refused these: where they came from a program, the next request asks it again; false where that is of no use.</summary>
    public bool Forget(Credential refused)
    {
        if (_program is null || context.TokenFile is not null || context.Token is { Length: > 0 } || context.Basic is not null)
        {
            return false;
        }

        // Another request may have renewed them meanwhile.
        Interlocked.CompareExchange(ref _kept, null, refused);
        return true;
    }

    private Credential Fixed(string? authorization) => new(authorization, Certificate());

    /// <summary>Files are read again when they have changed; while they cannot be, the last certificate stays in use.</summary>
    private ClientCertificate? Certificate()
    {
        if (context.ClientCertificateFiles is not { } files)
        {
            return context.ClientCertificate;
        }

        lock (_files)
        {
            try
            {
                var written = (File.GetLastWriteTimeUtc(files.Certificate), File.GetLastWriteTimeUtc(files.Key));
                if (_files.Read is null || _files.Written != written)
                {
                    _files.Read = new ClientCertificate(File.ReadAllText(files.Certificate), File.ReadAllText(files.Key));
                    _files.Written = written;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _files.Read ??= context.ClientCertificate;
            }

            return _files.Read;
        }
    }

    private async Task<Credential> AskAsync(ExecProgram program, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_kept is { } kept && !(_expires - Early <= clock.GetUtcNow()))
            {
                return kept;
            }

            (var asked, var expires) = await program.RunAsync(cancellation);

            // Just given and expired already: the clocks do not agree, and the program would be run for each request. The server will say when it has.
            _expires = expires - Early <= clock.GetUtcNow() ? null : expires;
            return _kept = asked with { Certificate = asked.Certificate ?? Certificate() };
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A file that cannot be read for a moment, as while it is being replaced, leaves the last token in use.</summary>
    private async Task<string> ReadTokenAsync(string file, CancellationToken cancellation)
    {
        try
        {
            return _lastFileToken = (await File.ReadAllTextAsync(file, cancellation)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return _lastFileToken ?? throw new ClusterException(
                ClusterProblem.BadConfiguration, $"the token file {file} cannot be read: {e.Message}", "check its path (tokenFile) and permissions");
        }
    }

    /// <summary>What was read, and when it had been written.</summary>
    private sealed class CertificateFiles
    {
        public ClientCertificate? Read { get; set; }

        public (DateTime Certificate, DateTime Key) Written { get; set; }
    }
}
