"""Tokenizers: what documents of Elasticsearch and Lucene's own tokens say."""

import pytest

from findling.base.errors import IllegalArgumentError


def shown(analyzer, text):
    """Returns (term, start, end, type) of each token."""
    return [(token.term, token.start, token.end, token.type) for token in analyzer.terms(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can't 3.14 a_b", [("can't", 0, 5, "<ALPHANUM>"), ("3.14", 6, 10, "<NUM>"), ("a_b", 11, 14, "<ALPHANUM>")]),
        ("日本", [("日", 0, 1, "<IDEOGRAPHIC>"), ("本", 1, 2, "<IDEOGRAPHIC>")]),
        ("ひらカナ", [("ひ", 0, 1, "<HIRAGANA>"), ("ら", 1, 2, "<HIRAGANA>"), ("カナ", 2, 4, "<KATAKANA>")]),
        ("한국어 ไทย", [("한국어", 0, 3, "<HANGUL>"), ("ไทย", 4, 7, "<SOUTHEAST_ASIAN>")]),
        ("😀x", [("😀", 0, 2, "<EMOJI>"), ("x", 2, 3, "<ALPHANUM>")]),
        ("👩‍❤️‍👩 🇩🇪🇫🇷", [("👩‍❤️‍👩", 0, 8, "<EMOJI>"), ("🇩🇪", 9, 13, "<EMOJI>"), ("🇫🇷", 13, 17, "<EMOJI>")]),
        ("1️⃣ #️⃣ 1️⃣2", [("1️⃣", 0, 3, "<EMOJI>"), ("#️⃣", 4, 7, "<EMOJI>"), ("1️⃣2", 8, 12, "<NUM>")]),
        ("א\"ב.ג א'1", [('א"ב', 0, 3, "<ALPHANUM>"), ("ג", 4, 5, "<ALPHANUM>"), ("א'1", 6, 9, "<ALPHANUM>")]),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿 👍🏽", [("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 0, 14, "<EMOJI>"), ("👍🏽", 15, 19, "<EMOJI>")]),
        ("___ 🇺 .. '", []),
        ("e\u0301a\u00adb", [("e\u0301a\u00adb", 0, 5, "<ALPHANUM>")]),
    ],
)
def test_standard(chain, text, expected):
    """Words of every script, numbers and emoji."""
    assert shown(chain(), text) == expected


def test_standard_cuts_long_words(chain):
    """255 UTF-16 units by default."""
    assert [len(token.term) for token in chain().terms("x" * 600)] == [255, 255, 90]
    assert [token.term for token in chain({"type": "standard", "max_token_length": "3"}).terms("abcde.fg")] == [
        *("abc", "de", "fg")
    ]


@pytest.mark.parametrize("length", [0, 1024 * 1024 + 1])
def test_standard_refuses_lengths(chain, length):
    """Lucene's bounds."""
    with pytest.raises(IllegalArgumentError, match="maxTokenLength"):
        chain({"type": "standard", "max_token_length": length})


def test_runs(words):
    """letter, lowercase, whitespace, char_group."""
    assert words("It's Élan 2x", "letter") == ["It", "s", "Élan", "x"]
    assert words("It's ÉLAN", "lowercase") == ["it", "s", "élan"]
    assert words("a\u00a0b\u2003c\td", "whitespace") == ["a\u00a0b", "c", "d"]
    assert words("abcdef g", {"type": "whitespace", "max_token_length": 3}) == ["abc", "def", "g"]
    group = {"type": "char_group", "tokenize_on_chars": ["whitespace", "-", "\\n"]}
    assert words("The QUICK brown-fox\nx", group) == ["The", "QUICK", "brown", "fox", "x"]


def test_char_group_classes(words):
    """Classes and escapes; white space is Java's."""
    group = {"type": "char_group", "tokenize_on_chars": ["punctuation", "digit", "symbol", "\\u0065"]}
    assert words("a1b,c+d^x·yez", group) == ["a", "b", "c", "d", "x", "y", "z"]
    assert words("a\u00a0b c", {"type": "char_group", "tokenize_on_chars": ["whitespace"]}) == ["a\u00a0b", "c"]


@pytest.mark.parametrize("chars", [["\\q"], ["word"], [""]])
def test_char_group_refuses(chain, chars):
    """What is neither a character nor a class."""
    with pytest.raises(IllegalArgumentError):
        chain({"type": "char_group", "tokenize_on_chars": chars})


def test_keyword(chain):
    """One token, of nothing too, as Lucene has it."""
    assert shown(chain("keyword"), "New\nYork 😀") == [("New\nYork 😀", 0, 11, "word")]
    assert shown(chain("keyword"), "") == [("", 0, 0, "word")]


def test_grams_of_classes(words):
    """token_chars splits first."""
    edge = {"type": "edge_ngram", "min_gram": 2, "max_gram": 10, "token_chars": ["letter", "digit"]}
    assert words("2 Quick Foxes.", edge) == ["Qu", "Qui", "Quic", "Quick", "Fo", "Fox", "Foxe", "Foxes"]
    custom = {"type": "ngram", "min_gram": 3, "max_gram": 3, "token_chars": "letter,custom", "custom_token_chars": "-"}
    assert words("a-b c1d", custom) == ["a-b"]
    assert words("é😀", "ngram") == ["é", "é😀", "😀"]


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"min_gram": 0}, "minGram must be greater than zero"),
        ({"min_gram": 3, "max_gram": 2}, "minGram must not be greater than maxGram"),
        ({"token_chars": ["word"]}, "Unknown token type: 'word', must be one of [custom, digit, letter"),
        ({"token_chars": ["custom"]}, "Token type: 'custom' requires setting `custom_token_chars`"),
        (
            {"max_gram": 50},
            "The difference between max_gram and min_gram in NGram Tokenizer must be less than or equal",
        ),
        ({"max_gram": "x"}, "Failed to parse value [x] for setting [max_gram]"),
    ],
)
def test_grams_refuse(chain, definition, reason):
    """Elasticsearch's words for it."""
    with pytest.raises(IllegalArgumentError) as caught:
        chain({"type": "ngram", **definition})
    assert reason in caught.value.reason


def test_pattern(words):
    """Separators, groups, flags, classes of Unicode."""
    assert words("The foo_bar_size's default is 5.", "pattern") == ["The", "foo_bar_size", "s", "default", "is", "5"]
    assert words("a,b,,c", {"type": "pattern", "pattern": ","}) == ["a", "b", "c"]
    quoted = {"type": "pattern", "pattern": '"((?:\\\\"|[^"]|\\\\")+)"', "group": 1}
    assert words('"value", "value 2"', quoted) == ["value", "value 2"]
    camel = {
        "type": "pattern",
        "pattern": "([^\\p{L}\\d]+)|(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)",
        "flags": "CASE_INSENSITIVE",
    }
    assert words("MooseX::FTPClass2_beta", camel) == ["MooseX", "FTPClass", "2", "beta"]
    assert words("fd-786-335-x", {"type": "simple_pattern", "pattern": "[0-9]{3}"}) == ["786", "335"]
    assert words("an_underscored", {"type": "simple_pattern_split", "pattern": "_"}) == ["an", "underscored"]


def test_path_hierarchy(words, chain):
    """Paths from above, from below, without their first parts; one position after the other."""
    path = {"type": "path_hierarchy"}
    assert words("/one/two/three", path) == ["/one", "/one/two", "/one/two/three"]
    assert words("a/b/", path) == ["a", "a/b", "a/b/"]
    assert words("/one/two", {**path, "reverse": True}) == ["/one/two", "one/two", "two"]
    dashes = {**path, "delimiter": "-", "replacement": "/", "skip": 2}
    assert words("one-two-three-four-five", dashes) == ["/three", "/three/four", "/three/four/five"]
    assert words("a-b-c", {**dashes, "reverse": "true", "skip": 1}) == ["a/b/", "b/"]
    assert words("/", {**path, "skip": 3}) == words("/", {**path, "skip": 3, "reverse": True}) == []
    assert [token.position for token in chain(path).terms("a/b/c")] == [0, 1, 2]


@pytest.mark.parametrize("name", ["delimiter", "replacement"])
def test_path_hierarchy_takes_characters(chain, name):
    """One character each."""
    with pytest.raises(IllegalArgumentError, match=f"{name} must be a one char value"):
        chain({"type": "path_hierarchy", name: "ab"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Visit example.com. Now", ["Visit", "example.com.", "Now"]),
        ("foo.txt foo.com.bar- 1.2.3.4 1.2.3.4.5", ["foo.txt", "foo.com.bar", "1.2.3.4", "1.2.3.4.5"]),
        ("mailto:a.b+c@d-e.co.uk", ["mailto", "a.b+c@d-e.co.uk"]),
        ('"q s"@b.com ftp://foo ftp://foo/', ['"q s"@b.com', "ftp", "foo", "ftp://foo/"]),
        ("日本http://x.com/é日", ["日", "本", "http://x.com/", "é", "日"]),
        ("https://[::1]:80/ example.com-x a_b.com", ["https://[::1]:80/", "example.com", "x", "a_b.com"]),
    ],
)
def test_uax_url_email(words, text, expected):
    """As Lucene's tokenizer has it."""
    assert words(text, "uax_url_email") == expected


def test_uax_url_email_cuts(chain):
    """An address is no longer than a word may be."""
    tokens = chain({"type": "uax_url_email", "max_token_length": 20}).terms("http://" + "a" * 30 + ".com/x y@b.org")
    assert (tokens[0].term, tokens[0].type) == ("http://aaaaaaaaaaaaa", "<URL>")
    assert (tokens[-1].term, tokens[-1].type) == ("y@b.org", "<EMAIL>")


def test_lone_surrogates(chain):
    """They become U+FFFD, as Lucene stores them; pairs become characters."""
    assert [token.term for token in chain("whitespace").terms("a\ud800 \ud83d\ude00")] == ["a\ufffd", "😀"]
