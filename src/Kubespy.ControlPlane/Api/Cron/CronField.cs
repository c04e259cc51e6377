using System.Globalization;

namespace Kubespy.ControlPlane.Api.Cron;

/// <summary>One field of a cron schedule: the values that it allows (getField in robfig/cron, which Kubernetes uses). Immutable.</summary>
/// <param name="Values">A bit a value.</param>
/// <param name="IsStar">It was left open: of two fields of days, one that is open gives way.</param>
internal readonly record struct CronField(ulong Values, bool IsStar)
{
    public static readonly CronRange Minutes = new(0, 59, []);
    public static readonly CronRange Hours = new(0, 23, []);
    public static readonly CronRange Days = new(1, 31, []);
    public static readonly CronRange Months = new(1, 12, ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]);
    public static readonly CronRange Weekdays = new(0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]);

    public bool Allows(int value) => (Values & (1UL << value)) != 0;

    /// <exception cref="FormatException">It is none; the message is robfig/cron's.</exception>
    public static CronField Parse(string text, CronRange range)
    {
        var field = default(CronField);
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var (values, isStar) = ParsePart(part, range);
            field = new CronField(field.Values | values, field.IsStar | isStar);
        }

        return field;
    }

    private static CronField ParsePart(string part, CronRange range)
    {
        var (slashes, hyphens) = (part.Split('/'), part.Split('/')[0].Split('-'));
        var isStar = hyphens[0] is "*" or "?";
        var start = isStar ? range.Least : NumberOf(hyphens[0], range);
        var end = isStar ? range.Most : hyphens.Length switch
        {
            1 => start,
            2 => NumberOf(hyphens[1], range),
            _ => throw new FormatException($"too many hyphens: {part}"),
        };
        var step = slashes.Length switch
        {
            1 => 1,
            2 => NumberOf(slashes[1], null),
            _ => throw new FormatException($"too many slashes: {part}"),
        };
        // "N/step" means from N to the end.
        end = slashes.Length == 2 && hyphens.Length == 1 ? range.Most : end;
        Check(start >= range.Least, $"beginning of range ({start}) below minimum ({range.Least}): {part}");
        Check(end <= range.Most, $"end of range ({end}) above maximum ({range.Most}): {part}");
        Check(start <= end, $"beginning of range ({start}) beyond end of range ({end}): {part}");
        Check(step > 0, $"step of range should be a positive number: {part}");
        var values = 0UL;
        for (var value = start; value <= end; value += step)
        {
            values |= 1UL << value;
        }

        return new CronField(values, isStar && step == 1);
    }

    private static int NumberOf(string text, CronRange? range)
    {
        var named = range is null || text.Length == 0 ? -1 : range.Names.ToList().FindIndex(n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0)
        {
            return named;
        }

        Check(
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number),
            $"failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": invalid syntax");
        Check(number >= 0, FormattableString.Invariant($"negative number ({number}) not allowed: {text}"));
        return number;
    }

    private static void Check(bool isSo, FormattableString otherwise) => Check(isSo, FormattableString.Invariant(otherwise));

    private static void Check(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new FormatException(otherwise);
        }
    }
}
