using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Priority levels: how much is served at once (pkg/apis/flowcontrol/validation).</summary>
internal static class PriorityLevelValidation
{
    private const int MostQueues = 10_000_000;
    private const int HashBits = 60;

    public static IEnumerable<FieldError> Check(KubeObject level)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(level.Spec ?? MapValue.Empty, "spec", errors);
        var (type, limited, exempt) = (spec["type"], spec["limited"], spec["exempt"]);
        if ((level.Name == "exempt") != (type.Text == "Exempt"))
        {
            type.Invalid(type.Text, "must be 'Exempt' if and only if `name` is 'exempt'");
        }

        switch (type.Text)
        {
            case "Exempt":
                if (limited.IsSet)
                {
                    limited.Forbidden("must be nil if the type is not Limited");
                }

                CheckShares(exempt);
                break;
            case "Limited":
                if (exempt.IsSet)
                {
                    exempt.Forbidden("must be nil if the type is Limited");
                }

                if (limited.IsSet)
                {
                    CheckLimited(limited);
                }
                else
                {
                    limited.Required("must not be empty when type is Limited");
                }

                break;
            default:
                type.UnsupportedAs(type.Text, "Exempt", "Limited");
                break;
        }

        FlowControlValidation.CheckConditions(CheckedField.Of(level.Root["status"]?["conditions"], "status.conditions", errors));
        return errors;
    }

    private static void CheckLimited(CheckedField limited)
    {
        if (limited["nominalConcurrencyShares"].Number < 0)
        {
            limited["nominalConcurrencyShares"].Invalid("must be a non-negative integer");
        }

        var (response, queuing) = (limited["limitResponse"], limited["limitResponse", "queuing"]);
        switch (response["type"].Text)
        {
            case "Reject" when queuing.IsSet:
                queuing.Forbidden("must be nil if limited.limitResponse.type is not Limited");
                break;
            case "Reject":
                break;
            case "Queue" when queuing.IsSet:
                CheckQueuing(queuing);
                break;
            case "Queue":
                queuing.Required("must not be empty if limited.limitResponse.type is Limited");
                break;
            case var other:
                response["type"].UnsupportedAs(other, "Queue", "Reject");
                break;
        }

        IsPercent(limited["lendablePercent"]);
        if (limited["borrowingLimitPercent"].Number < 0)
        {
            limited["borrowingLimitPercent"].Invalid("if specified, must be a non-negative integer");
        }
    }

    private static void CheckShares(CheckedField exempt)
    {
        if (exempt["nominalConcurrencyShares"].Number < 0)
        {
            exempt["nominalConcurrencyShares"].Invalid("must be a non-negative integer");
        }

        IsPercent(exempt["lendablePercent"]);
    }

    private static void IsPercent(CheckedField percent)
    {
        if (percent.Number is < 0 or > 100)
        {
            percent.Invalid("must be between 0 and 100, inclusive");
        }
    }

    private static void CheckQueuing(CheckedField queuing)
    {
        var (queues, hand) = (queuing["queues"], queuing["handSize"]);
        foreach (var field in (CheckedField[])[queuing["queueLengthLimit"], queues, hand])
        {
            if (field.Number <= 0)
            {
                field.Invalid(field.Number, "must be positive");
            }
        }

        if (queues.Number > MostQueues)
        {
            queues.Invalid("must not be greater than 10000000");
        }

        if (hand.Number > 0 && hand.Number > queues.Number)
        {
            hand.Invalid(string.Create(CultureInfo.InvariantCulture, $"should not be greater than queues ({queues.Number})"));
        }
        else if (hand.Number > 0 && EntropyBits(queues.Number, hand.Number) > HashBits)
        {
            hand.Invalid(string.Create(
                CultureInfo.InvariantCulture, $"required entropy bits of deckSize {queues.Number} and handSize {hand.Number} should not be greater than {HashBits}"));
        }
    }

    /// <summary>How many bits of a hash it takes to deal a hand (apiserver/pkg/util/shufflesharding).</summary>
    private static int EntropyBits(long deck, long hand) => (int)Math.Ceiling(Math.Log2(deck) * hand);
}
