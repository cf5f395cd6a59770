"""Texts in Lucene's syntax as a tree."""

import pytest

from findling.search.query.text.lucene_syntax import Broken, Group, Quoted, Range, Word, Words, parse_lucene
from findling.search.query.text.lucene_tokens import LuceneSyntaxError, tokens_of, unescape


def kinds(text: str) -> list[str]:
    return [token.kind for token in tokens_of(text)][:-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a AND b", ["TERM", "AND", "TERM"]),
        ("ANDY && b||c", ["TERM", "AND", "TERM"]),
        ("+a -b !c", ["PLUS", "TERM", "MINUS", "TERM", "NOT", "TERM"]),
        ("- a", ["BARE_OPERATOR", "TERM"]),
        ("a* b*c ?d * **", ["PREFIX", "WILDCARD", "WILDCARD", "STAR", "WILDCARD"]),
        ("wi-fi a+b", ["TERM", "TERM"]),
        ("f:(a)", ["TERM", "COLON", "LEFT", "TERM", "RIGHT"]),
        ("a^2.5~1", ["TERM", "CARET", "NUMBER", "TILDE"]),
        ('"a \\" b"~3', ["QUOTED", "TILDE"]),
        ("/a\\/b/c", ["REGEXP", "TERM"]),
        ('["a b" TO TO}', ["RANGE_FROM", "RANGE_QUOTED", "TO", "TO", "RANGE_BELOW"]),
        ("a\\ b", ["TERM"]),
    ],
)
def test_tokens(text: str, found: list[str]) -> None:
    assert kinds(text) == found


@pytest.mark.parametrize(
    ("text", "column", "found"),
    [
        ('a "b', 5, "<EOF>"),
        ("a /b", 5, "<EOF>"),
        ("a^b", 3, '"b"'),
        ("a^", 3, "<EOF>"),
        ("a\\", 3, "<EOF>"),
        ("[a }", 5, "<EOF>"),
    ],
)
def test_texts_that_are_no_tokens(text: str, column: int, found: str) -> None:
    error = tokens_of(text)[-1].error
    if text.startswith("["):
        assert error is None
        return
    assert error is not None
    assert error.reason.startswith(f"Cannot parse '{text}': Lexical error at line 1, column {column}.")
    assert f"Encountered: {found}" in error.reason


def test_words_side_by_side_are_one_text() -> None:
    tree = parse_lucene("a b c:d e f^2 (g h)", "x")
    shown = [(type(clause.node), getattr(clause.node, "image", ""), clause.node.field) for clause in tree.clauses]
    assert shown == [
        (Words, "a b", "x"),
        (Word, "d", "c"),
        (Word, "e", "x"),
        (Word, "f", "x"),
        (Group, "", "x"),
    ]
    group = tree.clauses[-1].node
    assert isinstance(group, Group)
    assert group.clauses[0].node == Words("x", None, "g h")


def test_what_stands_behind_a_term() -> None:
    nodes = [clause.node for clause in parse_lucene('a^2~1 b~0.5^3 "c d"~4^5 [1 TO *}^6 (e)^7', None).clauses]
    assert nodes == [
        Word(None, 2.0, "TERM", "a", "1"),
        Word(None, 3.0, "TERM", "b", "0.5"),
        Quoted(None, 5.0, "c d", "4"),
        Range(None, 6.0, "1", None, True, False),
        Group(None, 7.0, parse_lucene("e", None).clauses),
    ]


def test_conjunctions_and_modifiers() -> None:
    found = [(clause.conjunction, clause.modifier) for clause in parse_lucene("a AND -b OR +c NOT d", None).clauses]
    assert found == [("", ""), ("and", "-"), ("or", "+"), ("", "-")]


@pytest.mark.parametrize("text", ["a AND", "(a", "a)", "()", "a b:", "++a", "f*:a", "[a b]", "^2", "AND"])
def test_what_stands_before_a_fault_is_kept(text: str) -> None:
    last = parse_lucene(text, None).clauses[-1].node
    while isinstance(last, Group):
        last = last.clauses[-1].node
    assert isinstance(last, Broken)
    assert last.error.reason.startswith(f"Cannot parse '{text}': Encountered ")


def test_deep_parentheses_are_refused() -> None:
    last = parse_lucene("(" * 5_000 + "a", None)
    depth = 0
    while isinstance(last, Group):
        last, depth = last.clauses[-1].node, depth + 1  # type: ignore[assignment]
    assert isinstance(last, Broken)
    assert depth <= 102


@pytest.mark.parametrize(("text", "found"), [("a\\:b", "a:b"), ("f\\u006fx", "fox"), ("\\\\", "\\"), ("ab", "ab")])
def test_unescape(text: str, found: str) -> None:
    assert unescape(text) == found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\\", "Term can not end with escape character."),
        ("\\u00", "Truncated unicode escape sequence."),
        ("\\u00x1", "Non-hex character in Unicode escape sequence: x"),
    ],
)
def test_escapes_that_fail(text: str, fault: str) -> None:
    with pytest.raises(LuceneSyntaxError) as caught:
        unescape(text)
    assert caught.value.reason == fault
