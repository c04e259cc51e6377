using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kubespy.Client.Tests.Transport;

/// <summary>
/// A server of HTTP/1.1, over TLS where it has a certificate, that keeps each request's head as it came and who the client's certificate says it is.
/// It answers by the head, else with an empty object.
/// </summary>
internal sealed class RawServer : IDisposable
{
    /// <summary>The code of no answer at all: the connection stays open until the client closes it.</summary>
    public const int Silence = 0;

    private const char TlsHello = '\u0016';

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly X509Certificate2? _clientRoot;
    private readonly Func<string, (int Code, string Body, string Headers)> _answer;

    /// <param name="certificate">The server's own; null speaks plain HTTP.</param>
    /// <param name="clientRoot">Clients must show a certificate that leads to it.</param>
    /// <param name="answer">From a request's head.</param>
    public RawServer(X509Certificate2? certificate = null, X509Certificate2? clientRoot = null, Func<string, (int Code, string Body, string Headers)>? answer = null)
    {
        (_certificate, _clientRoot) = (certificate, clientRoot);
        _answer = answer ?? (_ => (200, "{}", ""));
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}");

    /// <summary>Each request's head, and the subject of the certificate it came with.</summary>
    public List<(string Head, string? Client)> Requests { get; } = [];

    public void Dispose() => _listener.Dispose();

    public static async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
            if (head[0] == TlsHello)
            {
                // What cannot be HTTP is answered at once.
                break;
            }
        }

        return head.ToString();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var owned = client;
            Stream stream = client.GetStream();
            string? subject = null;
            if (_certificate is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(Options());
                (stream, subject) = (secure, secure.RemoteCertificate?.Subject);
            }

            var head = await ReadHeadAsync(stream);
            if (head.Length == 0)
            {
                // Under TLS 1.3 a server learns only now that its certificate was refused.
                return;
            }

            lock (Requests)
            {
                Requests.Add((head, subject));
            }

            var (code, body, headers) = _answer(head);
            if (code == Silence)
            {
                await ReadHeadAsync(stream);
                return;
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(
                $"HTTP/1.1 {code} Answer\r\n{(headers.Contains("Content-Type", StringComparison.Ordinal) ? "" : "Content-Type: application/json\r\n")}{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));
            await stream.FlushAsync();
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client thought better of it.
        }
    }

    private SslServerAuthenticationOptions Options()
    {
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(_certificate!, [], offline: true),
            ClientCertificateRequired = _clientRoot is not null,
        };
        if (_clientRoot is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.Add(_clientRoot);
        }

        return options;
    }
}
