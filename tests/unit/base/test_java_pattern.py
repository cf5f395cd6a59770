"""Java's regular expressions in Python's."""

import pytest

from findling.base.errors import IllegalArgumentError
from findling.base.java_pattern import compile_java, java_flags, java_replacement


@pytest.mark.parametrize(
    ("pattern", "flags", "matching", "others"),
    [
        (r"\p{L}+", "", ["aé日", "Ω"], ["1", ""]),
        (r"\pL\PL", "", ["a1", "é-"], ["ab"]),
        (r"[^\p{L}\d]+", "", ["-_"], ["a", "1"]),
        (r"[\p{Lu}\p{Nd}]+", "", ["A1", "É٣"], ["a"]),
        (r"\p{IsAlphabetic}\p{Punct}\p{Space}", "", ["é! "], ["1! "]),
        (r"\P{Alpha}", "", ["1", "é"], ["a"]),
        (r"\w+", "", ["abc_1"], ["é"]),
        (r"\w+", "UNICODE_CHARACTER_CLASS", ["é1"], ["-"]),
        (r"abc", "CASE_INSENSITIVE", ["ABC"], ["abd"]),
        (r"a.b", "DOTALL", ["a\nb"], ["ab"]),
        (r"a b # note", "COMMENTS", ["ab"], ["a b"]),
        (r"a.b", "LITERAL", ["a.b"], ["axb"]),
        (r"(?<x>a)\k<x>", "", ["aa"], ["ab"]),
        (r"\Qa.b\E+", "", ["a.b", "a.bb"], ["axb"]),
        (r"\x41\x{1F600}\u00e9", "", ["A😀é"], ["a"]),
        (r"[a-c[x-z]&&&]", "", [], ["a", "&"]),
        (r"[\p{L}&&[^\p{Lu}]]+", "", ["aé"], ["A"]),
        (r"[a-z&&def]+", "", ["fed"], ["a", "&"]),
        (r"[a-c[x-z]]+", "", ["abz"], ["d"]),
        (r"a\h\R", "", ["a \r\n", "a\u00a0\n"], ["aa"]),
        (r"\h[\h]", "", [" \t"], ["a"]),
        (r"[]a]+", "", ["]a"], ["b"]),
        (r"a++b|(?>c*)d", "", ["aab", "cd"], ["a"]),
        (r"^a\z", "", ["a"], ["ab"]),
        (r"[a&|~]+", "", ["a&|~"], ["b"]),
    ],
)
def test_patterns(pattern, flags, matching, others):
    """What matches as a whole, and what does not."""
    compiled = compile_java(pattern, java_flags(flags))
    assert [text for text in matching if not compiled.fullmatch(text)] == []
    assert [text for text in others if compiled.fullmatch(text)] == []


@pytest.mark.parametrize("pattern", ["(", "[a", "*a", r"\p{Klingon}", "[a[^b]]", "[^a&&b]", "[a&&[b]c]", "a{3,1}"])
def test_refused(pattern):
    """Patterns that are not valid, or not supported."""
    with pytest.raises(IllegalArgumentError):
        compile_java(pattern)


def test_flags():
    """Unknown names."""
    assert java_flags(None) == 0
    with pytest.raises(IllegalArgumentError, match="Unknown regex flag \\[BOLD\\]"):
        java_flags("DOTALL|BOLD")


@pytest.mark.parametrize(
    ("pattern", "replacement", "text", "expected"),
    [
        ("(a)(b)?", "[$1$2]", "ab a", "[ab] [a]"),
        ("(a)", "$12", "a", "a2"),
        ("(?<x>a)", "${x}${x}", "a", "aa"),
        ("a", r"\$1\\", "a", "$1\\"),
        ("a", "$0$0", "a", "aa"),
        ("a", "b\\", "a", "b\\"),
    ],
)
def test_replacements(pattern, replacement, text, expected):
    """Groups by number and name, escapes."""
    compiled = compile_java(pattern)
    assert compiled.sub(java_replacement(replacement, compiled), text) == expected


@pytest.mark.parametrize("replacement", ["$1", "${x}"])
def test_missing_groups(replacement):
    """Groups that the pattern does not have."""
    with pytest.raises(IllegalArgumentError, match="No group"):
        java_replacement(replacement, compile_java("a"))
