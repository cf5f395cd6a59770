"""Components that few indices use."""

import pytest

from findling.analysis.murmur3_128 import murmur3_128
from findling.base.errors import IllegalArgumentError


@pytest.mark.parametrize(
    ("token_filter", "text", "expected"),
    [
        ({"type": "common_grams", "common_words": ["the", "is"]}, "the fox is", "the the_fox fox fox_is is"),
        ({"type": "common_grams", "common_words": ["the"], "ignore_case": True}, "The fox", "The The_fox fox"),
        (
            {"type": "common_grams", "common_words": ["the", "is"], "query_mode": True},
            "the fox is a dog",
            "the_fox fox_is is_a a dog",
        ),
        ({"type": "pattern_capture", "patterns": ["([a-z]+)", "(\\d+)"]}, "a1 b", "a1 a 1 b"),
        ({"type": "pattern_capture", "patterns": ["(\\d)"], "preserve_original": False}, "a12 b", "1 2 b"),
        (
            {"type": "dictionary_decompounder", "word_list": ["Donau", "dampf", "schiff", "meer"]},
            "Donaudampfschiff meer",
            "Donaudampfschiff Donau dampf schiff meer",
        ),
        (
            {"type": "dictionary_decompounder", "word_list": ["do", "donau"], "only_longest_match": True},
            "donaux",
            "donaux donau",
        ),
        ("delimited_payload", "a|1.5 b c|2", "a b c"),
        ({"type": "delimited_payload", "delimiter": "+", "encoding": "int"}, "a+1", "a"),
        ("type_as_payload", "a b", "a b"),
        ({"type": "multiplexer", "filters": ["lowercase", "lowercase, porter_stem"]}, "Foxes a", "Foxes foxes fox a"),
        ({"type": "multiplexer", "filters": ["uppercase"], "preserve_original": False}, "ab", "AB"),
        ({"type": "multiplexer", "filters": ["stop", "uppercase"]}, "the fox", "the THE fox FOX"),
        ({"type": "limit", "max_token_count": 2, "consume_all_tokens": True}, "a b c", "a b"),
    ],
)
def test_terms(words, token_filter, text, expected):
    """What becomes of words."""
    assert " ".join(words(text, "whitespace", [token_filter])) == expected


@pytest.mark.parametrize(
    ("tokenizer", "text", "expected"),
    [
        (
            "classic",
            "O'Neil's I.B.M. AT&T a.b@c.de x-1/2 www.x.org 日本",
            "O'Neil's I.B.M. AT&T a.b@c.de x-1/2 www.x.org 日 本",
        ),
        ({"type": "classic", "max_token_length": 3}, "abcd ab", "ab"),
        ("classic", "ab.c1. 😀 x", "ab.c1 x"),
        ({"type": "simple_pattern", "pattern": "[0123456789]{3}"}, "fd-786-335-514-x", "786 335 514"),
        ({"type": "simple_pattern", "pattern": "a|ab|abc"}, "abcab", "abc ab"),
        ("simple_pattern", "ab", ""),
        ({"type": "simple_pattern_split", "pattern": "_+"}, "a__b_c", "a b c"),
        ("simple_pattern_split", "a b", "a b"),
        ({"type": "simple_pattern_split", "pattern": "a&~(b)|<1-3>"}, "xay2z", "x y z"),
    ],
)
def test_tokenizers(words, tokenizer, text, expected):
    """Where texts are cut."""
    assert " ".join(words(text, tokenizer, [])) == expected


def test_classic_types_and_gaps(chain):
    """The grammar's types; the last point of an acronym with more than letters is in the offsets only."""
    found = chain("classic", []).terms("a.b. ab.c1. x1")
    assert [(token.term, token.start, token.end, token.type) for token in found] == [
        *(("a.b.", 0, 4, "<ACRONYM>"), ("ab.c1", 5, 11, "<HOST>"), ("x1", 12, 14, "<ALPHANUM>"))
    ]
    assert [token.position for token in chain({"type": "classic", "max_token_length": 2}, []).terms("abc d")] == [1]


def test_common_grams_are_two_positions_long(chain):
    """At the position of their first word; in queries one long."""
    settings = {"type": "common_grams", "common_words": ["the"]}
    found = [(token.term, token.position, token.length) for token in chain("whitespace", [settings]).terms("the fox")]
    assert found == [("the", 0, 1), ("the_fox", 0, 2), ("fox", 1, 1)]
    query = chain("whitespace", [{**settings, "query_mode": True}]).terms("a fox")
    assert [(token.term, token.length) for token in query] == [("a", 1), ("fox", 1)]


def test_min_hash(chain):
    """As many hashes as buckets, whatever the order of the words; similar texts share most of them."""
    analyzer = chain("whitespace", [{"type": "min_hash", "bucket_count": 8, "hash_count": 2}])
    hashes = [token.term for token in analyzer.terms("the quick brown fox")]
    assert len(hashes) == 16
    assert [token.term for token in analyzer.terms("fox brown quick the")] == hashes
    assert analyzer.terms("") == []
    near = {token.term for token in analyzer.terms("the quick brown foxes")}
    assert len(near & set(hashes)) > len({token.term for token in analyzer.terms("other words here")} & set(hashes))


def test_payloads_that_are_no_numbers(chain):
    """An error, as it is one in Lucene."""
    with pytest.raises(IllegalArgumentError, match='For input string: "x"'):
        chain("whitespace", ["delimited_payload"]).terms("a|x")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", (0, 0)),
        (b"hello", (0xCBD8A7B341BD9B02, 0x5B1E906A48AE1D19)),
        (b"The quick brown fox jumps over the lazy dog", (0xE34BBC7BBC071B6C, 0x7A433CA9C49A9347)),
    ],
)
def test_murmur3_128(data, expected):
    """The published test vectors."""
    assert murmur3_128(data) == expected
