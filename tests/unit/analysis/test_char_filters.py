"""Char filters, and the way back to the offsets of the text."""

import pytest

from findling.base.errors import IllegalArgumentError


def filtered(chain, definition, text):
    """Returns what a char filter makes of the text."""
    return chain("keyword", (), [definition]).terms(text)[0].term


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>I&apos;m so <b>happy</b>!</p>", "\nI'm so happy!\n"),
        ("a<br>b<script>x<y</script>c<!-- hi -->d", "a\nb\ncd"),
        ("&lt;e&gt; &#65;&#x42; &nbsp;x &AMP; &copy;", "<e> AB  x & ©"),
        ("<a href='x>y'>z</a> &copy &unknown; &amp", "z &copy &unknown; &"),
        ("x<style>p{}</style>y<td>1</td><td>2</td>", "x\ny\n1\n\n2\n"),
        ("<![CDATA[hi]]> <!DOCTYPE html> <?xml version?> t <b", "hi   t "),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("&#xD800; &#99999999; &#1114112;", "\ufffd &#99999999; &#1114112;"),
        ("x<!-- open", "x"),
    ],
)
def test_html_strip(chain, text, expected):
    """Tags, comments, scripts and entities."""
    assert filtered(chain, "html_strip", text) == expected


def test_html_strip_keeps_tags(chain):
    """escaped_tags stay."""
    strip = {"type": "html_strip", "escaped_tags": ["b", "script"]}
    assert filtered(chain, strip, "<p>so <b>happy</b></p><script>x</script>") == "\nso <b>happy</b>\n<script>x</script>"


def test_html_offsets(chain):
    """Tokens point into the text with the tags."""
    text = "<p>I &eacute;t&#233; <b>hap</b>py 😀&amp;x</p>"
    tokens = chain("whitespace", (), ["html_strip"]).terms(text)
    units = text.encode("utf-16-le")
    cuts = [units[2 * token.start : 2 * token.end].decode("utf-16-le") for token in tokens]
    assert [token.term for token in tokens] == ["I", "été", "happy", "😀&x"]
    assert cuts == ["I", "&eacute;t&#233;", "hap</b>py", "😀&amp;x"]
    assert chain("standard", (), ["html_strip"]).stream([text], offsets=True).final_offsets.tolist() == [
        len(units) // 2
    ]


def test_mapping(chain):
    """The longest key counts; keys and values may be escaped."""
    digits = {"type": "mapping", "mappings": ["٠ => 0", "١ => 1", "٢ => 2"]}
    assert filtered(chain, digits, "license ٢١٠") == "license 210"
    rules = {"type": "mapping", "mappings": ["a => b", "aa => c", "\\u0020 => _", "x =>", "\\n => \\\\n"]}
    assert filtered(chain, rules, "aaa x\n") == "cb_\\n"


def test_mapping_offsets(chain):
    """Shorter and longer replacements."""
    rules = {"type": "mapping", "mappings": [":) => _happy_", "ph => f", "😀 => smile"]}
    tokens = chain("whitespace", (), [rules]).terms("I'm :) phone 😀 x")
    assert [(token.term, token.start, token.end) for token in tokens] == [
        *(("I'm", 0, 3), ("_happy_", 4, 6), ("fone", 7, 12), ("smile", 13, 15), ("x", 16, 17))
    ]


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        (["a b"], "Invalid Mapping Rule : [a b]"),
        (["a => b", "a => c"], 'match "a" was already added'),
        (["a\\ => b\\"], "Invalid escaped char in"),
        (["\\u12 => b"], "Invalid escaped char in"),
        (["=> b"], "cannot match the empty string"),
        (None, "mapping requires either `mappings` or `mappings_path` to be configured"),
    ],
)
def test_mapping_refuses(chain, rules, reason):
    """Rules that cannot be read."""
    with pytest.raises(IllegalArgumentError) as caught:
        chain("standard", (), [{"type": "mapping", **({} if rules is None else {"mappings": rules})}])
    assert reason in caught.value.reason


def test_pattern_replace(chain):
    """Groups of Java, look-around, offsets."""
    dashes = {"type": "pattern_replace", "pattern": "(\\d+)-(?=\\d)", "replacement": "$1_"}
    assert [token.term for token in chain("standard", (), [dashes]).terms("My credit card is 123-456-789")] == [
        *("My", "credit", "card", "is", "123_456_789")
    ]
    camel = {"type": "pattern_replace", "pattern": "(?<=\\p{Lower})(?=\\p{Upper})", "replacement": " "}
    tokens = chain("standard", (), [camel]).terms("The fooBarBaz method")
    assert [(token.term, token.start, token.end) for token in tokens][1:4] == [
        ("foo", 4, 6),
        ("Bar", 7, 9),
        ("Baz", 10, 13),
    ]
    with pytest.raises(IllegalArgumentError, match="pattern is missing"):
        chain("standard", (), [{"type": "pattern_replace"}])


def test_char_filters_in_a_row(chain):
    """Offsets are corrected by each filter, the last first."""
    rules = {"type": "mapping", "mappings": ["é => ee"]}
    tokens = chain("whitespace", (), ["html_strip", rules]).terms("<b>été</b> &amp; y")
    assert [(token.term, token.start, token.end) for token in tokens] == [
        *(("eetee", 3, 10), ("&", 11, 16), ("y", 17, 18))
    ]
