"""Fragments of hits: what is marked, where texts are cut, what is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError
from tests.reference.search_case import SearchCase

TEXT = "The quick brown fox jumps. A fox is not a dog! Dogs (quick ones) run after it. Nobody knows why."
FIRST = "The <em>quick</em> brown <em>fox</em>"
PROPERTIES = {
    "t": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
    "k": {"type": "keyword"},
    "n": {"type": "long"},
    "a": {"type": "alias", "path": "t"},
    "c": {"type": "nested", "properties": {"t": {"type": "text"}}},
}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[SearchCase]:
    case = SearchCase(tmp_path / "shard", PROPERTIES)
    case.add({"1": {"t": TEXT, "k": ["fox", "dog"], "n": 5, "c": [{"t": "a fox"}, {"t": "no 😀 dog"}]}})
    case.add({"2": {"t": ["one fox", "two. Foxes fox"], "k": "fox"}, "3": {"t": "zebra"}})
    yield case
    case.shard.close()


def highlights(case: SearchCase, query: Any, highlight: Any) -> dict[str, Any]:
    found = case.search({"query": query, "highlight": highlight})["hits"]["hits"]
    return {hit["_id"]: hit.get("highlight") for hit in found}


def test_sentences_around_what_matches(case: SearchCase) -> None:
    found = highlights(case, {"match": {"t": "fox"}}, {"fields": {"t": {"fragment_size": 30}}})
    assert found["1"] == {"t": ["The quick brown <em>fox</em> jumps.", "A <em>fox</em> is not a dog!"]}
    assert found["2"] == {"t": ["one <em>fox</em>", "Foxes <em>fox</em>"]}


def test_a_phrase_is_one_piece_unless_documents_are_not_asked(case: SearchCase) -> None:
    query = {"match_phrase": {"t": "quick brown fox"}}
    assert highlights(case, query, {"fields": {"t": {"fragment_size": 0}}})["1"] == {
        "t": ["The <em>quick brown fox</em> jumps."]
    }
    loose = {"fields": {"t": {"fragment_size": 0, "require_field_match": False}}}
    assert highlights(case, query, loose)["1"] == {
        "t": ["The <em>quick</em> <em>brown</em> <em>fox</em> jumps."],
    }
    case.settings["index.highlight.weight_matches_mode.enabled"] = "false"
    assert "<em>quick</em> <em>brown</em>" in highlights(case, query, {"fields": {"t": {}}})["1"]["t"][0]


def test_parts_that_do_not_match_are_not_marked(case: SearchCase) -> None:
    inner = {"bool": {"must": [{"match": {"t": "dog"}}, {"match": {"k": "nothing"}}]}}
    query = {"bool": {"should": [{"match": {"t": "brown"}}, inner]}}
    assert highlights(case, query, {"fields": {"t": {"number_of_fragments": 0}}})["1"] == {
        "t": [TEXT.replace("brown", "<em>brown</em>")]
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"order": "score", "number_of_fragments": 1, "fragment_size": 20}, [f"{FIRST} jumps"]),
        ({"boundary_scanner": "word"}, ["<em>quick</em>", "<em>fox</em>", "<em>fox</em>", "<em>quick</em>"]),
        ({"type": "plain", "number_of_fragments": 1, "fragment_size": 22}, [FIRST]),
        (
            {"type": "plain", "fragmenter": "simple", "fragment_size": 40, "number_of_fragments": 1},
            [f"{FIRST} jumps. A <em>fox</em> is not"],
        ),
    ],
)
def test_ways_to_cut(case: SearchCase, options: Any, expected: list[str]) -> None:
    found = highlights(case, {"match": {"t": "quick fox"}}, {"fields": {"t": options}})
    assert found["1"] == {"t": expected}


def test_what_is_shown_without_a_match(case: SearchCase) -> None:
    sizes = {"no_match_size": 7}
    fields = {"t": sizes, "k": {}, "a": {"type": "plain", **sizes}, "nowhere": {}}
    assert highlights(case, {"term": {"n": 5}}, {"fields": fields}) == {"1": {"t": ["The quick"], "a": ["The"]}}


def test_names_aliases_patterns_and_queries_of_their_own(case: SearchCase) -> None:
    fields = [{"*": {}}, {"a": {"highlight_query": {"prefix": {"t": "ze"}}}}]
    assert highlights(case, {"match": {"k": "fox"}}, {"fields": fields}) == {
        "1": {"k": ["<em>fox</em>"]},
        "2": {"k": ["<em>fox</em>"]},
    }
    fields = [{"a": {"highlight_query": {"prefix": {"t": "ze"}}}}]
    assert highlights(case, {"match_all": {}}, {"fields": fields})["3"] == {"a": ["<em>zebra</em>"]}


def test_nested_objects_from_the_document(case: SearchCase) -> None:
    query = {"nested": {"path": "c", "query": {"match": {"c.t": "fox dog"}}}}
    assert highlights(case, query, {"fields": {"c.t": {}}}) == {"1": {"c.t": ["a <em>fox</em>", "no 😀 <em>dog</em>"]}}


def test_encoded_fragments_with_tags(case: SearchCase) -> None:
    case.add({"4": {"t": "a <b> & fox"}})
    options = {"encoder": "html", "pre_tags": "[", "post_tags": "]", "fields": {"t": {}}}
    assert highlights(case, {"ids": {"values": ["4"]}}, {**options, "highlight_query": {"match": {"t": "fox"}}}) == {
        "4": {"t": ["a &lt;b&gt; &amp; [fox]"]}
    }


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"type": "x"}, "unknown highlighter type [x] for the field [t]"),
        ({"type": "plain", "fragmenter": "x"}, "unknown fragmenter option [x] for the field [t]"),
        ({"boundary_scanner": "chars"}, "Invalid boundary scanner type: chars"),
        (
            {"require_field_match": False, "matched_fields": ["t"]},
            "Matched fields are not supported when [require_field_match] is set to [false]",
        ),
        ({"post_tags": []}, "Index 0 out of bounds for length 0"),
    ],
)
def test_what_is_refused(case: SearchCase, options: Any, reason: str) -> None:
    with pytest.raises(FindlingError) as refused:
        highlights(case, {"match": {"t": "fox"}}, {"fields": {"t": options}})
    assert refused.value.reason == reason


def test_texts_that_are_too_long(case: SearchCase) -> None:
    case.settings["index.highlight.max_analyzed_offset"] = "20"
    query = {"match": {"t": "brown"}}
    for kind in ("unified", "plain"):
        with pytest.raises(FindlingError, match=r"The length \[96\] of field \[t\] in doc\[\d\]/index\[test\] exceeds"):
            highlights(case, query, {"fields": {"t": {"type": kind}}})
        found = highlights(case, query, {"fields": {"t": {"type": kind, "max_analyzed_offset": 12}}})
        assert "<em>brown</em>" in str(found)
        assert highlights(case, query, {"fields": {"t": {"type": kind, "max_analyzed_offset": 5}}}) == {"1": None}


def test_percolated_documents(tmp_path: Path) -> None:
    case = SearchCase(tmp_path / "percolated", {"q": {"type": "percolator"}, "t": {"type": "text"}})
    case.add({"1": {"q": {"match": {"t": "fox"}}}, "2": {"q": {"match_phrase": {"t": "a dog"}}}})
    documents: list[dict[str, Any]] = [{"t": "a fox"}, {"t": "nothing"}, {"t": "a fox, a dog"}]
    query: dict[str, Any] = {"percolate": {"field": "q", "documents": documents}}
    assert highlights(case, query, {"fields": {"t": {}}}) == {
        "1": {"0_t": ["a <em>fox</em>"], "2_t": ["a <em>fox</em>, a dog"]},
        "2": {"2_t": ["a fox, <em>a dog</em>"]},
    }
    one = {"percolate": {"field": "q", "document": documents[0]}}
    assert highlights(case, one, {"fields": {"t": {"type": "plain"}}}) == {"1": {"t": ["a <em>fox</em>"]}}
    both = {"bool": {"should": [{"percolate": {**one["percolate"], "name": "a"}}, query]}}
    assert highlights(case, both, {"fields": {"t": {}}})["1"] == {
        "a_t": ["a <em>fox</em>"],
        "q_0_t": ["a <em>fox</em>"],
        "q_2_t": ["a <em>fox</em>, a dog"],
    }
    case.shard.close()
