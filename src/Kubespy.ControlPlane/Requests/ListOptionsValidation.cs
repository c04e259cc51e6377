using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Validation;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>Which options of lists and watches go together (apimachinery/pkg/apis/meta/internalversion/validation).</summary>
internal static class ListOptionsValidation
{
    private const string Match = "resourceVersionMatch";
    private const string Exact = "Exact";
    private const string NotOlderThan = "NotOlderThan";

    /// <summary>What the options of any request say in numbers must be numbers.</summary>
    /// <exception cref="ApiException">400, with the words of Go's strconv.</exception>
    public static void CheckNumbers(ApiRequest request)
    {
        foreach (var name in (ReadOnlySpan<string>)["limit", "timeoutSeconds"])
        {
            if (request[name] is { Length: > 0 } text && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                var isNumber = text.TrimStart('+', '-') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit);
                throw new ApiException(ApiStatus.BadRequest($"strconv.ParseInt: parsing {StringValue.Of(text)}: {(isNumber ? "value out of range" : "invalid syntax")}"));
            }
        }
    }

    /// <exception cref="ApiException">422 with every cause.</exception>
    public static void CheckList(ApiRequest request)
    {
        var errors = new List<FieldError>();
        var match = request[Match] ?? "";
        if (match.Length > 0 && request["resourceVersion"] is null or "")
        {
            errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }

        if (match.Length > 0 && request["continue"] is { Length: > 0 })
        {
            errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
        }

        if (match is not ("" or Exact or NotOlderThan))
        {
            errors.Add(FieldError.UnsupportedInOrder(Match, match, Exact, NotOlderThan, ""));
        }

        if (match == Exact && request["resourceVersion"] == "0")
        {
            errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }

        if (request["sendInitialEvents"] is not null)
        {
            errors.Add(FieldError.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }

        Refuse(errors);
    }

    /// <exception cref="ApiException">422 with every cause.</exception>
    public static void CheckWatch(ApiRequest request)
    {
        var errors = new List<FieldError>();
        var match = request[Match] ?? "";
        var hasInitial = request["sendInitialEvents"] is not null;
        if (hasInitial && match != NotOlderThan)
        {
            errors.Add(FieldError.Forbidden(Match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }

        if (match.Length > 0 && !hasInitial)
        {
            errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }

        if (match is not ("" or NotOlderThan))
        {
            errors.Add(FieldError.Unsupported(Match, match, NotOlderThan));
        }

        if (match.Length > 0 && request["continue"] is { Length: > 0 })
        {
            errors.Add(FieldError.Forbidden(Match, "resourceVersionMatch is forbidden when continue is provided"));
        }

        Refuse(errors);
    }

    private static void Refuse(List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw ObjectValidation.Refusal("ListOptions", "meta.k8s.io", "", errors);
        }
    }
}
