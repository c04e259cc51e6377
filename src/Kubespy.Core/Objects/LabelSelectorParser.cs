namespace Kubespy.Core.Objects;

/// <summary>Parses the query form of a label selector, after apimachinery/pkg/labels/selector.go.</summary>
internal static class LabelSelectorParser
{
    public static LabelSelector Parse(string text)
    {
        var tokens = new Tokens(text);
        var requirements = new List<LabelRequirement>();
        if (tokens.Peek.Length == 0)
        {
            return LabelSelector.Everything;
        }

        while (true)
        {
            if (tokens.Peek != "!" && Tokens.IsSymbol(tokens.Peek))
            {
                throw new FormatException($"found '{tokens.Peek}', expected: !, identifier, or 'end of string'");
            }

            requirements.Add(ParseRequirement(tokens));
            var next = tokens.Take();
            if (next.Length == 0)
            {
                return LabelSelector.Of(requirements);
            }

            if (next != ",")
            {
                throw new FormatException($"found '{next}', expected: ',' or 'end of string'");
            }

            if (tokens.Peek.Length == 0 || (tokens.Peek != "!" && Tokens.IsSymbol(tokens.Peek)))
            {
                throw new FormatException($"found '{tokens.Peek}', expected: identifier after ','");
            }
        }
    }

    private static LabelRequirement ParseRequirement(Tokens tokens)
    {
        if (tokens.Peek == "!")
        {
            tokens.Take();
            return new(Key(tokens), LabelOperator.DoesNotExist, []);
        }

        var key = Key(tokens);
        switch (tokens.Peek)
        {
            case "" or ",":
                return new(key, LabelOperator.Exists, []);
            case "=" or "==":
                tokens.Take();
                return new(key, LabelOperator.In, [ExactValue(tokens)]);
            case "!=":
                tokens.Take();
                return new(key, LabelOperator.NotIn, [ExactValue(tokens)]);
            case "in":
                tokens.Take();
                return new(key, LabelOperator.In, Values(tokens));
            case "notin":
                tokens.Take();
                return new(key, LabelOperator.NotIn, Values(tokens));
            case ">" or "<":
                var op = tokens.Take() == ">" ? LabelOperator.GreaterThan : LabelOperator.LessThan;
                var bound = ExactValue(tokens);
                return long.TryParse(bound, out _)
                    ? new(key, op, [bound])
                    : throw Unable($"values[0]: Invalid value: \"{bound}\": for 'Gt', 'Lt' operators, the value must be an integer");
            case var other:
                throw Unable($"found '{other}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private static string Key(Tokens tokens)
    {
        var key = tokens.Take();
        if (key.Length == 0 || Tokens.IsSymbol(key))
        {
            throw Unable($"found '{key}', expected: !, identifier, or 'end of string'");
        }

        return key;
    }

    private static string ExactValue(Tokens tokens)
    {
        if (tokens.Peek is "" or ",")
        {
            return "";
        }

        var value = tokens.Take();
        return Tokens.IsSymbol(value) ? throw Unable($"found '{value}', expected: identifier") : value;
    }

    private static List<string> Values(Tokens tokens)
    {
        if (tokens.Take() is var open && open != "(")
        {
            throw Unable($"found '{open}' expected: '('");
        }

        var values = new SortedSet<string>(StringComparer.Ordinal);
        var isBegun = false;
        while (true)
        {
            switch (tokens.Peek)
            {
                case ")":
                    tokens.Take();
                    if (values.Count == 0)
                    {
                        values.Add("");
                    }

                    return [.. values];
                case ",":
                    tokens.Take();
                    if (tokens.Peek is "," or ")")
                    {
                        values.Add("");
                    }

                    break;
                case var token when token.Length == 0 || Tokens.IsSymbol(token):
                    throw Unable(isBegun ? $"found '{token}', expected: ',' or ')'" : $"found '{token}', expected: ',', ')' or identifier");
                default:
                    values.Add(tokens.Take());
                    break;
            }

            isBegun = true;
        }
    }

    private static FormatException Unable(string why) => new($"unable to parse requirement: {why}");

    private sealed class Tokens
    {
        private const string Symbols = "=!(),<>";

        private readonly string _text;
        private int _at;

        public Tokens(string text)
        {
            _text = text;
            Peek = Next();
        }

        public string Peek { get; private set; }

        public static bool IsSymbol(string token) => Symbols.Contains(token[0], StringComparison.Ordinal);

        public string Take()
        {
            var token = Peek;
            Peek = Next();
            return token;
        }

        private string Next()
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }

            if (_at == _text.Length)
            {
                return "";
            }

            var start = _at++;
            if (Symbols.Contains(_text[start], StringComparison.Ordinal))
            {
                if (_at < _text.Length && _text[_at] == '=' && _text[start] is '=' or '!')
                {
                    _at++;
                }

                return _text[start.._at];
            }

            while (_at < _text.Length && !char.IsWhiteSpace(_text[_at]) && !Symbols.Contains(_text[_at], StringComparison.Ordinal))
            {
                _at++;
            }

            return _text[start.._at];
        }
    }
}
