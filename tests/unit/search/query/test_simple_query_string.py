"""simple_query_string: its syntax, and its parameters."""

from collections.abc import Iterator
from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.search.query.base import Query, parse_query
from findling.search.query.match_all import MatchAllQuery
from findling.search.query.term import TermQuery
from findling.search.query.text.simple_syntax import ALL, Flag, Leaf, SimpleSyntax
from tests.reference.search_case import SearchCase


def read(text: str, flags: Flag = ALL, default_and: bool = False, without: str = "") -> str:
    """Returns the parsed text in a notation of its own; words in `without` are such that analysis leaves nothing."""

    def make(leaf: Leaf) -> Query | None:
        shown = {"word": leaf.text, "prefix": f"{leaf.text}*", "fuzzy": f"{leaf.text}~{leaf.number}"}
        phrase = f"'{leaf.text}'" + (f"~{leaf.number}" if leaf.number else "")
        name = shown.get(leaf.kind, phrase)
        return None if leaf.text in without.split() else TermQuery(field=name, value="")

    query = SimpleSyntax(flags, default_and, make).parse(text)
    return "" if query is None else notation(query)


def notation(query: Query) -> str:
    if isinstance(query, MatchAllQuery):
        return "*"
    if isinstance(query, TermQuery):
        return query.field
    parts: dict[str, list[str]] = {}
    for kind in ("must", "should", "must_not"):
        parts[kind] = [notation(part) for part in getattr(query, kind)]
    if parts["must_not"]:
        assert parts == {"must": [], "should": ["*"], "must_not": parts["must_not"]}
        return f"!{parts['must_not'][0]}"
    return "(" + (" & ".join(parts["must"]) or " | ".join(parts["should"])) + ")"


SYNTAX: list[tuple[str, str]] = [
    ("", ""),
    (" \t", ""),
    ("*", "*"),
    (" * ", "*"),
    ("a", "a"),
    ("a b", "(a | b)"),
    ("a + b", "(a & b)"),
    ("a+b|c", "((a & b) | c)"),
    ("a | b + c", "((a | b) & c)"),
    ("a b + c", "((a | b) & c)"),
    ("a + b c", "((a & b) | c)"),
    ("a +| b", "(a & b)"),
    ("+ a", "a"),
    ("a +", "a"),
    ("-a", "!a"),
    ("--a", "a"),
    ("- a", "a"),
    ("a -b", "(a | !b)"),
    ("a + -b", "(a & !b)"),
    ("a-b", "a-b"),
    ("a + (b | c)", "(a & (b | c))"),
    ("-(a b)", "!(a | b)"),
    ("((a))", "a"),
    ("(a", "a"),
    ("a)", "a"),
    ("a + () b", "(a | b)"),
    (r"(a \) b)", "(a | ) | b)"),
    ('"a b"', "'a b'"),
    ('"a b', "(a | b)"),
    ('"a b"~3', "'a b'~3"),
    ('"a b"~', "'a b'"),
    ('"a b"~ c', "('a b'~2 | c)"),
    ('"a b"~x', "'a b'"),
    # what ends the slop is lost
    ('"a b"~1+c', "('a b'~1 | c)"),
    ('"" a', "a"),
    (r'"a \" b"', "'a \" b'"),
    ("a*", "a*"),
    ("a**", "a**"),
    ("a*b", "a*b"),
    (r"a\*", "a*"),
    ("** ", "**"),
    ("a~", "a~2"),
    ("a~1", "a~1"),
    ("a~7", "a~2"),
    ("a~0", "a"),
    ("a~-1", "a"),
    ("a~x b", "(a | b)"),
    ("~a", "~a"),
    (r"a\+b", "a+b"),
    (r"\-a", "-a"),
    ("\\", ""),
    ("a\\", "a"),
]


@pytest.mark.parametrize(("text", "expected"), SYNTAX, ids=[text for text, _ in SYNTAX])
def test_syntax(text: str, expected: str) -> None:
    assert read(text) == expected


def test_a_star_of_a_word_is_told_from_an_escaped_one() -> None:
    found: list[str] = []
    SimpleSyntax(ALL, False, lambda leaf: found.append(leaf.kind)).parse(r"a* a\* a*b \a*")  # type: ignore[func-returns-value]
    assert found == ["prefix", "word", "word", "prefix"]


WITHOUT: list[tuple[Flag, str, str]] = [
    (Flag.AND, "a+b", "a+b"),
    (Flag.OR, "a|b", "a|b"),
    (Flag.NOT, "-a", "-a"),
    (Flag.PHRASE, '"a', '"a'),
    (Flag.PRECEDENCE, "(a)", "(a)"),
    (Flag.ESCAPE, "a\\", "a\\"),
    (Flag.WHITESPACE, "a b", "a b"),
    (Flag.FUZZY, "a~9", "a~9"),
    (Flag.NEAR, '"a"~1', "('a' | ~1)"),
]


@pytest.mark.parametrize(("flag", "text", "expected"), WITHOUT, ids=[str(flag) for flag, _, _ in WITHOUT])
def test_what_is_switched_off_belongs_to_words(flag: Flag, text: str, expected: str) -> None:
    assert read(text, ALL & ~flag) == expected
    assert read(text) != expected


def test_no_flags() -> None:
    text = 'a + "b" -(c*)'
    assert read(text, Flag(0)) == text


def test_the_default_operator_joins_what_no_operator_does() -> None:
    assert read("a b", default_and=True) == "(a & b)"
    assert read("a b | c", default_and=True) == "((a & b) | c)"


def test_words_without_tokens_do_not_count() -> None:
    assert read("the + a", without="the") == "a"
    assert read("a + the + b", without="the") == "(a & b)"
    assert read("-the", without="the") == ""
    assert read("(the) a", without="the") == "a"


PROPERTIES = {
    "title": {"type": "text", "fields": {"whole": {"type": "keyword"}}},
    "note": {"type": "text", "analyzer": "stop"},
    "tag": {"type": "keyword"},
    "n": {"type": "long"},
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchCase]:
    case = SearchCase(tmp_path_factory.mktemp("simple"), PROPERTIES)
    case.add(
        {
            "1": {"title": "Green apples", "note": "the sweet one", "tag": "fruit", "n": 3},
            "2": {"title": "green pears", "note": "soft", "tag": "fruit", "n": 4},
        }
    )
    case.add({"3": {"title": "red apples and pears", "tag": "basket", "n": 3}, "4": {"title": "x-ray"}})
    yield case
    case.shard.close()


MATCHES: list[tuple[dict[str, Any], str]] = [
    ({"query": "green apples"}, "123"),
    ({"query": "green apples", "default_operator": "and", "fields": ["title"]}, "1"),
    ({"query": "green fruit", "default_operator": "AND"}, "12"),
    ({"query": "apples -green"}, "134"),
    ({"query": "apples + -green"}, "3"),
    ({"query": "(green | red) + pears"}, "23"),
    ({"query": "Appl*", "fields": ["title"]}, "13"),
    ({"query": "appels~1", "fields": ["title"]}, "13"),
    ({"query": "appels~1", "fields": ["title"], "fuzzy_transpositions": False}, ""),
    ({"query": "xpples~1", "fields": ["title"], "fuzzy_prefix_length": 1}, ""),
    ({"query": "GREEN~2", "fields": ["title"]}, "12"),
    ({"query": '"red pears"', "fields": ["title"]}, ""),
    ({"query": '"red pears"~2', "fields": ["title"]}, "3"),
    ({"query": '"green pears"', "fields": ["title"], "quote_field_suffix": ".whole"}, "2"),
    ({"query": '"pears"', "fields": ["title"], "quote_field_suffix": ".whole"}, ""),
    ({"query": "pears", "fields": ["title"], "quote_field_suffix": ".whole"}, "23"),
    ({"query": '"pears"', "fields": ["title"], "quote_field_suffix": ".nothing"}, "23"),
    ({"query": "the + sweet", "fields": ["note"]}, "1"),
    ({"query": "the", "fields": ["note"]}, ""),
    ({"query": "the + apples", "fields": ["note", "title"]}, ""),
    ({"query": "3"}, "13"),
    ({"query": "fru*", "fields": ["n", "tag"], "lenient": True}, "12"),
    ({"query": "green | red", "flags": "OR|WHITESPACE"}, "123"),
    ({"query": "green + red", "flags": "OR|WHITESPACE", "fields": ["title"]}, "123"),
    ({"query": "green appl*", "flags": "NONE", "fields": ["title"], "default_operator": "and"}, ""),
    ({"query": "green appl*", "flags": "PREFIX", "fields": ["title"], "analyze_wildcard": True}, "123"),
    ({"query": "x-ra*", "fields": ["title"], "analyze_wildcard": True, "default_operator": "and"}, "4"),
    ({"query": "x-ra*", "fields": ["title"]}, ""),
    ({"query": "x-ray red", "fields": ["title"], "minimum_should_match": 2}, ""),
    ({"query": "green apples red", "fields": ["title"], "minimum_should_match": "2"}, "13"),
    ({"query": "x-ray", "fields": ["title"], "minimum_should_match": "100%"}, "4"),
    ({"query": "green apples", "fields": ["title.whole"], "analyzer": "keyword"}, ""),
    ({"query": "green", "fields": ["unmapped"]}, ""),
    ({"query": "gre* + the", "fields": ["title"], "analyzer": "stop"}, "12"),
    ({"query": "("}, ""),
    ({"query": "*", "fields": ["title"]}, "1234"),
    ({"query": "green", "flags": 0}, "12"),
    ({"query": "green", "flags": -1}, "12"),
]


@pytest.mark.parametrize(("body", "expected"), MATCHES, ids=[str(body) for body, _ in MATCHES])
def test_matches(case: SearchCase, body: dict[str, Any], expected: str) -> None:
    assert case.ids({"simple_query_string": body}) == set(expected)


def test_a_word_is_scored_in_all_fields_together(case: SearchCase) -> None:
    simple = {"simple_query_string": {"query": "pears fruit", "fields": ["title^3", "tag"], "boost": 2}}
    each = [
        {"multi_match": {"query": word, "fields": ["title^3", "tag"], "type": "most_fields"}}
        for word in ("pears", "fruit")
    ]
    assert case.scores(simple) == pytest.approx(case.scores({"bool": {"should": each, "boost": 2}}), rel=1e-6)


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({}, "parsing_exception", "[simple_query_string] query text missing"),
    ({"query": "a", "foo": 1}, "parsing_exception", "[simple_query_string] unsupported field [foo]"),
    ({"query": "a", "foo": {}}, "parsing_exception", "[simple_query_string] unknown token [START_OBJECT] after [foo]"),
    ({"query": "a", "foo": []}, "parsing_exception", "[simple_query_string] query does not support [foo]"),
    ({"query": "a", "flags": "OR|FOO"}, "illegal_argument_exception", "Unknown simple_query_string flag [FOO]"),
]


@pytest.mark.parametrize(("body", "kind", "reason"), REFUSED, ids=[str(body) for body, _, _ in REFUSED])
def test_refused(body: dict[str, Any], kind: str, reason: str) -> None:
    with pytest.raises(FindlingError) as caught:
        parse_query({"simple_query_string": body})
    assert (caught.value.type, caught.value.reason) == (kind, reason)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"query": "a", "analyzer": "nope"}, r"\[simple_query_string\] analyzer \[nope\] not found"),
        ({"query": "a*", "fields": ["n"]}, r"Can only use prefix queries on keyword, text and wildcard fields"),
        ({"query": "a~1", "fields": ["n"]}, r"Can only use fuzzy queries on keyword and text fields"),
        ({"query": "a", "fields": ["n"]}, r"For input string: \"a\""),
    ],
)
def test_what_a_field_cannot_answer(case: SearchCase, body: dict[str, Any], reason: str) -> None:
    with pytest.raises(FindlingError, match=reason):
        case.ids({"simple_query_string": body})


def test_stop_words_of_query_string_do_not_count_either(case: SearchCase) -> None:
    for text in ("the AND sweet", "+the +sweet", "(the OR the) AND sweet"):
        assert case.ids({"query_string": {"query": text, "fields": ["note"]}}) == {"1"}
    assert case.ids({"query_string": {"query": "the AND of", "fields": ["note", "note^2"]}}) == set()
    assert case.ids({"query_string": {"query": "the AND sweet", "fields": ["note^2", "note"]}}) == {"1"}
