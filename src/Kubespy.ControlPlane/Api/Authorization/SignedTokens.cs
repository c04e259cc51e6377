using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Authorization;

/// <summary>JSON Web Tokens with HMAC-SHA-256 (RFC 7519, RFC 7515). Pure.</summary>
internal static class SignedTokens
{
    /// <summary>In characters: ServiceAccounts' tokens have a sixth of it.</summary>
    private const int MaxLength = 8 * 1024;

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public static string Write(MapValue claims, byte[] key)
    {
        var content = $"{Header}.{Base64Url.EncodeToString(ValueWriter.Write(claims))}";
        return $"{content}.{Signature(content, key)}";
    }

    /// <summary>The claims; null where the token is none, or was not signed with the key.</summary>
    public static MapValue? Read(string token, byte[] key)
    {
        if (token.Length > MaxLength || token.Split('.') is not [var header, var claims, var signature] || header != Header
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Signature($"{header}.{claims}", key))))
        {
            return null;
        }

        try
        {
            return ValueReader.Read(Base64Url.DecodeFromChars(claims)) as MapValue;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string Signature(string content, byte[] key) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content)));
}
