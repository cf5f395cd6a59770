"""Fields that come with text: search_as_you_type, index_prefixes, index_phrases; similarities."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.mapping.mapping import Mapping
from findling.mapping.similarity import BOOLEAN, DEFAULT, Similarity
from tests.unit.mapping.conftest import MakeMapping

TEXT = "Quick brown fox jumps"


def terms(mapping: Mapping, field: str, text: str = TEXT) -> list[str]:
    """Returns the terms that indexing a text gives in a field."""
    found = mapping.field(field)
    assert found is not None
    assert found.structures.analyzer is not None
    analyzer = mapping.context.analysis.analyzer(found.structures.analyzer)
    return [token.term for token in analyzer.terms(text)]


def search_terms(mapping: Mapping, field: str, text: str) -> list[str]:
    found = mapping.field(field)
    assert found is not None
    return [token.term for token in mapping.context.analysis.analyzer(found.search_analyzer).terms(text)]


def test_search_as_you_type(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"s": {"type": "search_as_you_type"}}})
    assert [field.name for field in mapping.fields()] == ["s", "s._2gram", "s._3gram", "s._index_prefix"]
    assert terms(mapping, "s._2gram") == ["quick brown", "brown fox", "fox jumps"]
    assert terms(mapping, "s._3gram") == ["quick brown fox", "brown fox jumps"]
    assert search_terms(mapping, "s._3gram", "brown fox jumps") == ["brown fox jumps"]
    prefixes = terms(mapping, "s._index_prefix", "ab cd")
    assert prefixes == ["a", "ab", "ab ", "ab c", "ab cd", "ab cd ", "c", "cd", "cd ", "cd  "]
    assert search_terms(mapping, "s._index_prefix", "Ab c D") == ["ab c d"]
    batch = mapping.parse_batch(["1"], [{"s": [TEXT, 5]}])
    assert {name: column.values for name, column in batch.columns.items()} == {
        name: [TEXT, "5"] for name in ("s", "s._2gram", "s._3gram", "s._index_prefix")
    }
    assert mapping.to_json() == {"properties": {"s": {"type": "search_as_you_type"}}}


def test_long_beginnings_are_whole(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"s": {"type": "search_as_you_type", "max_shingle_size": 2}}})
    word = "x" * 30
    assert [len(term) for term in terms(mapping, "s._index_prefix", word)] == [*range(1, 21), 31]


@pytest.mark.parametrize(("size", "names"), [(2, ["_2gram"]), (4, ["_2gram", "_3gram", "_4gram"])])
def test_shingle_sizes(make_mapping: MakeMapping, size: int, names: list[str]) -> None:
    definition = {"type": "search_as_you_type", "max_shingle_size": size, "analyzer": "simple"}
    mapping = make_mapping({"properties": {"t": {"type": "keyword", "fields": {"s": definition}}}})
    assert [name for name in mapping.matching("t.s.*") if name.endswith("gram")] == [f"t.s.{name}" for name in names]
    assert terms(mapping, "t.s._2gram", "a1 b2 c") == ["a b", "b c"]


@pytest.mark.parametrize("size", [1, 5])
def test_shingle_sizes_that_fail(make_mapping: MakeMapping, size: int) -> None:
    with pytest.raises(MapperParsingError) as caught:
        make_mapping({"properties": {"s": {"type": "search_as_you_type", "max_shingle_size": size}}})
    assert f"[max_shingle_size] must be at least [2] and at most [4], got [{size}]" in caught.value.reason


def test_search_as_you_type_has_no_doc_values(make_mapping: MakeMapping) -> None:
    with pytest.raises(MapperParsingError, match=r"Cannot set \[doc_values\] on field type \[search_as_you_type\]"):
        make_mapping({"properties": {"s": {"type": "search_as_you_type", "doc_values": True}}})
    unindexed = make_mapping({"properties": {"s": {"type": "search_as_you_type", "index": False}}})
    assert [field.name for field in unindexed.fields()] == ["s"]


def test_index_prefixes(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"t": {"type": "text", "index_prefixes": {"min_chars": 1, "max_chars": 3}}}})
    assert terms(mapping, "t._index_prefix", "Fox a") == ["f", "fo", "fox", "a"]
    assert mapping.matching("*") == ["t"]
    hidden = mapping.field("t._index_prefix")
    assert hidden is not None
    assert (hidden.structures.index, hidden.structures.norms, hidden.source_path) == ("positions", False, "t")
    assert mapping.parse_batch(["1"], [{"t": "x"}]).columns.keys() == {"t", "t._index_prefix"}
    assert mapping.to_json()["properties"]["t"]["index_prefixes"] == {"min_chars": 1, "max_chars": 3}


def test_index_phrases(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"t": {"type": "text", "index_phrases": True, "analyzer": "stop"}}})
    assert terms(mapping, "t._index_phrase", "quick brown fox") == ["quick brown", "brown fox"]
    hidden = mapping.field("t._index_phrase")
    assert hidden is not None
    assert hidden.structures.index == "positions"


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"index": False, "index_prefixes": {}}, "Cannot set index_prefixes on unindexed field [t]"),
        ({"index": False, "index_phrases": True}, "Cannot set index_phrases on unindexed field [t]"),
        (
            {"index_options": "docs", "index_phrases": True},
            "Cannot set index_phrases on field [t] if positions are not enabled",
        ),
        ({"index_prefixes": {"min_chars": 0}}, "min_chars [0] must be greater than zero"),
        ({"index_prefixes": {"min_chars": 6}}, "min_chars [6] must be less than max_chars [5]"),
        ({"index_prefixes": {"max_chars": 20}}, "max_chars [20] must be less than 20"),
        ({"similarity": "classic"}, "Unknown Similarity type [classic] for field [t]"),
    ],
)
def test_parameters_that_fail(make_mapping: MakeMapping, definition: dict[str, Any], reason: str) -> None:
    with pytest.raises(MapperParsingError) as caught:
        make_mapping({"properties": {"t": {"type": "text", **definition}}})
    assert caught.value.reason == f"Failed to parse mapping: {reason}"


@pytest.mark.parametrize(
    ("settings", "name", "expected"),
    [
        ({}, None, DEFAULT),
        ({}, "BM25", DEFAULT),
        ({}, "boolean", BOOLEAN),
        ({"index.similarity.mine.type": "BM25", "index.similarity.mine.k1": "2"}, "mine", Similarity("BM25", 2, 0.75)),
        ({"index": {"similarity": {"mine": {"type": "BM25", "b": 0}}}}, "mine", Similarity("BM25", 1.2, 0)),
        ({"index.similarity.default.type": "boolean"}, None, BOOLEAN),
        ({"index.similarity.default.type": "boolean"}, "BM25", DEFAULT),
    ],
)
def test_similarities(
    make_mapping: MakeMapping, settings: dict[str, Any], name: str | None, expected: Similarity
) -> None:
    definition = {"type": "text"} | ({} if name is None else {"similarity": name})
    mapping = make_mapping({"properties": {"t": {**definition, "index_phrases": True}}}, settings)
    for path in ("t", "t._index_phrase"):
        field = mapping.field(path)
        assert field is not None
        assert field.type.similarity == expected  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"type": "scripted"}, "must specify either [source] for an inline script or [id] for a stored script"),
        ({"type": "cosine"}, "Unknown Similarity type [cosine] for [mine]"),
        ({"k1": 1}, "Similarity [mine] must have an associated type"),
        ({"type": "BM25", "k1": -1}, "illegal k1 value: -1.0, must be a non-negative finite value"),
        ({"type": "BM25", "b": 1.5}, "illegal b value: 1.5, must be between 0 and 1"),
        ({"type": "BM25", "b": "x"}, "Failed to parse value [x] for setting [b]"),
        ({"type": "BM25", "k2": 1}, "Unknown settings for similarity of type [BM25]: [k2]"),
    ],
)
def test_similarity_settings_that_fail(make_mapping: MakeMapping, definition: dict[str, Any], reason: str) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        make_mapping({}, {"index": {"similarity": {"mine": definition}}})
    assert caught.value.reason.startswith(reason)


def test_built_in_similarities_stay(make_mapping: MakeMapping) -> None:
    with pytest.raises(IllegalArgumentError, match=r"Cannot redefine built-in Similarity \[BM25\]"):
        make_mapping({}, {"index.similarity.BM25.type": "BM25"})
