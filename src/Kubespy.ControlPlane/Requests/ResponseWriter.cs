using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>Writes whole answers.</summary>
internal static class ResponseWriter
{
    public static async Task WriteAsync(this IApiResponse response, int code, MapValue body, bool isYaml = false, IReadOnlyList<string>? warnings = null)
    {
        response.Start(code, isYaml ? "application/yaml" : "application/json", warnings);
        await response.Body.WriteAsync(isYaml ? YamlWriter.Write(body) : ValueWriter.Write(body));
    }

    public static async Task WriteAsync(this IApiResponse response, int code, ReadOnlyMemory<byte> json)
    {
        response.Start(code, "application/json");
        await response.Body.WriteAsync(json);
    }

    public static Task WriteAsync(this IApiResponse response, ApiStatus status) => response.WriteAsync(status.Code, status.ToValue());

    public static async Task WriteTextAsync(this IApiResponse response, int code, string text)
    {
        response.Start(code, "text/plain; charset=utf-8");
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
    }
}
