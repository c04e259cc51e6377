using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Kubespy.LoadBench;

/// <summary>The physical limit: the same server and TLS, which reads the body and answers nothing, or streams the same bytes to all who ask.</summary>
internal sealed class BareKestrel(WebApplication application, X509Certificate2 certificate) : IAsyncDisposable
{
    public Uri Address => new(application.Urls.First());

    public static async Task<BareKestrel> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bare", key, HashAlgorithmName.SHA256);
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(certificate)));
        var application = builder.Build();
        application.Run(async context =>
        {
            if (context.Request.Path.StartsWithSegments("/lines", StringComparison.Ordinal, out var rest))
            {
                await StreamAsync(context.Response, int.Parse(rest.Value!.Trim('/'), CultureInfo.InvariantCulture));
                return;
            }

            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.StatusCode = StatusCodes.Status201Created;
        });
        await application.StartAsync();
        return new BareKestrel(application, certificate);
    }

    /// <summary>Lines of 2 KB, some at a time as a busy watch gathers them.</summary>
    private static async Task StreamAsync(HttpResponse response, int lines)
    {
        var line = new byte[2048];
        line[^1] = (byte)'\n';
        for (var i = 0; i < lines; i++)
        {
            await response.Body.WriteAsync(line);
            if (i % 16 == 15 || i == lines - 1)
            {
                await response.Body.FlushAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        certificate.Dispose();
    }
}
