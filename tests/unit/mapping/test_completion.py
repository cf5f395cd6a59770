"""completion: inputs, weights, contexts, analysed forms."""

from typing import Any

import pytest

from findling.analysis.registry import AnalysisRegistry
from findling.base.errors import FindlingError, MapperParsingError
from findling.mapping.mapping import Mapping
from findling.mapping.types.suggestion_terms import SuggestionTerm, decode_suggestion, encode_suggestion
from tests.unit.mapping.conftest import MakeMapping, Parse

CATEGORY = {"name": "kind", "type": "category"}


def suggestions(parse: Parse, definition: dict[str, Any], document: dict[str, Any]) -> list[SuggestionTerm]:
    batch = parse({"c": {"type": "completion", **definition}}, document, dynamic="false")
    assert batch.errors == {}
    return [decode_suggestion(term) for term in batch.columns["c"].values]


def test_inputs(parse: Parse) -> None:
    assert suggestions(parse, {}, {"c": "Hello World"}) == [SuggestionTerm("hello\x1fworld", "Hello World", 1)]
    found = suggestions(parse, {}, {"c": [{"input": ["A b", "C"], "weight": 7}, "d"]})
    assert [(item.form, item.text, item.weight) for item in found] == [
        ("a\x1fb", "A b", 7),
        ("c", "C", 7),
        ("d", "d", 1),
    ]


def test_blank_inputs_are_ignored(parse: Parse) -> None:
    batch = parse({"c": {"type": "completion"}}, {"c": [" ", "x"]})
    assert len(batch.columns["c"].values) == 1
    assert batch.columns["_ignored"].values == [b"c"]


def test_forms(parse: Parse) -> None:
    (plain,) = suggestions(parse, {"preserve_separators": False}, {"c": "foo fighters"})
    assert plain.form == "foofighters"
    (gapped,) = suggestions(parse, {"analyzer": "stop"}, {"c": "the beatles"})
    assert gapped.form == "\x1fbeatles"
    (closed,) = suggestions(parse, {"analyzer": "stop", "preserve_position_increments": False}, {"c": "the beatles"})
    assert closed.form == "beatles"


def test_long_inputs_are_cut(parse: Parse) -> None:
    (cut,) = suggestions(parse, {"max_input_length": 5}, {"c": "abcdefgh"})
    assert cut.text == "abcde"
    (whole_pair,) = suggestions(parse, {"max_input_length": 3}, {"c": "ab😀c"})
    assert whole_pair.text == "ab😀"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"input": "x", "weight": -1}, "weight must be in the interval [0..2147483647], but was [-1]"),
        ({"input": "x", "weight": 2**31}, "weight must be in the interval [0..2147483647], but was [2147483648]"),
        ({"input": "x", "weight": 1.5}, "weight must be an integer, but was [1.5]"),
        ({"input": "x", "weight": "a"}, "weight must be an integer, but was [a]"),
        ({"input": "x", "weight": True}, "weight must be a number or string, but was [VALUE_BOOLEAN]"),
        ({"input": 5}, "input must be a string or array, but was [VALUE_NUMBER]"),
        ({"input": ["a", {}]}, "input array must have string values, but was [START_OBJECT]"),
        ({"inputs": "x"}, "unknown field name [inputs], must be one of [input, weight, contexts]"),
        ({"input": "x", "contexts": {"a": "b"}}, "Contexts are not supported for field [c]"),
        (5, "failed to parse [c]: expected text or object, but got VALUE_NUMBER"),
        ("a\x1fb", "Illegal input [a\x1fb] UTF-16 codepoint [0x1f] at position 1 is a reserved character"),
    ],
)
def test_values_that_fail(parse: Parse, value: Any, reason: str) -> None:
    batch = parse({"c": {"type": "completion"}}, {"c": value}, {"c": "fine"})
    assert list(batch.errors) == [0]
    assert str(batch.errors[0].__cause__) == reason
    assert f"failed to parse: {reason}" in batch.errors[0].reason


def test_weights_as_text(parse: Parse) -> None:
    assert suggestions(parse, {}, {"c": {"input": "x", "weight": "12"}})[0].weight == 12
    assert suggestions(parse, {}, {"c": {"input": "x", "weight": 12.0}})[0].weight == 12


def test_category_contexts(parse: Parse) -> None:
    definition = {"contexts": [{**CATEGORY, "path": "o.cat"}]}
    own = suggestions(parse, definition, {"c": {"input": "x", "contexts": {"kind": ["a", 5, True]}}})
    assert [term.context for term in own] == [(0, "a"), (0, "5"), (0, "true")]
    from_path = suggestions(parse, definition, {"c": "x", "o": [{"cat": "p"}, {"cat": ["q"]}]})
    assert [term.context for term in from_path] == [(0, "p"), (0, "q")]
    both = suggestions(parse, definition, {"c": {"input": "x", "contexts": {"kind": ["a", "p"]}}, "o": {"cat": "p"}})
    assert [term.context for term in both] == [(0, "p"), (0, "a")]


def test_geo_contexts(parse: Parse) -> None:
    definition = {"contexts": [{"name": "place", "type": "geo", "precision": 4}]}
    places = [{"lat": 52.5, "lon": 13.4}, "u33d"]
    (found,) = suggestions(parse, definition, {"c": {"input": "x", "contexts": {"place": places}}})
    assert found.context == (0, "u33d")
    (pair,) = suggestions(parse, definition, {"c": {"input": "x", "contexts": {"place": [13.4, 52.5]}}})
    assert pair.context == (0, "u33d")


@pytest.mark.parametrize(
    ("precision", "digits"),
    [(None, 6), (3, 3), ("5", 9), ("5km", 5), ("1000km", 2), ("1m", 10), ("0m", 24), (3.7, 9), (13, 13)],
)
def test_precisions(make_mapping: MakeMapping, precision: Any, digits: int) -> None:
    context = {"name": "p", "type": "geo"} | ({} if precision is None else {"precision": precision})
    printed = make_mapping({"properties": {"c": {"type": "completion", "contexts": [context]}}}).to_json()
    assert printed["properties"]["c"]["contexts"] == [{"name": "p", "type": "GEO", "precision": digits}]


@pytest.mark.parametrize(
    ("contexts", "reason"),
    [
        (None, "Contexts are mandatory in context enabled completion field [c]"),
        ({"nope": "x"}, "Unknown context name [nope], must be one of [kind]"),
        ({"kind": [{}]}, "context array must have string, number or boolean values"),
        ("x", "contexts must be an object or an array , but was [VALUE_STRING]"),
    ],
)
def test_contexts_of_documents_that_fail(parse: Parse, contexts: Any, reason: str) -> None:
    value = {"input": "x"} | ({} if contexts is None else {"contexts": contexts})
    batch = parse({"c": {"type": "completion", "contexts": [CATEGORY]}}, {"c": value})
    assert str(batch.errors[0].__cause__) == reason


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"max_input_length": 0}, "[max_input_length] must be > 0 but was [0]"),
        ({"analyzer": "nope"}, "analyzer [nope] has not been configured in mappings"),
        ({"contexts": [{"name": "a"}]}, "missing [type] in context mapping"),
        ({"contexts": [{"type": "geo"}]}, "missing [name] in context mapping"),
        ({"contexts": [{"name": "a", "type": "time"}]}, "unknown context type [time]"),
        ({"contexts": [{**CATEGORY, "precision": 3}]}, "Mapping definition for [kind] has unsupported parameters:"),
        ({"contexts": [CATEGORY, CATEGORY]}, "Context type [kind] is defined more than once"),
        ({"contexts": [{"name": "a", "type": "geo", "precision": "far"}]}, 'For input string: "far"'),
        (
            {"contexts": [{"name": str(number), "type": "category"} for number in range(11)]},
            "Limit of completion field contexts [10] has been exceeded",
        ),
    ],
)
def test_definitions_that_fail(make_mapping: MakeMapping, definition: dict[str, Any], reason: str) -> None:
    with pytest.raises(MapperParsingError) as caught:
        make_mapping({"properties": {"c": {"type": "completion", **definition}}})
    assert reason in caught.value.reason


def test_heavier_suggestions_sort_first() -> None:
    terms = [encode_suggestion(SuggestionTerm("a", "A", weight)) for weight in (1, 2**31 - 1, 0, 50)]
    assert [decode_suggestion(term).weight for term in sorted(terms)] == [2**31 - 1, 50, 1, 0]
    longer = encode_suggestion(SuggestionTerm("ab", "AB", 9, (2, "v")))
    assert decode_suggestion(longer) == SuggestionTerm("ab", "AB", 9, (2, "v"))


def test_terms_at_one_position_are_ways_to_find_a_suggestion() -> None:
    same = {"type": "synonym", "synonyms": ["tv, television"]}
    analysis = {"filter": {"same": same}, "analyzer": {"a": {"tokenizer": "standard", "filter": ["lowercase", "same"]}}}
    registry = AnalysisRegistry.from_settings(analysis)
    mapping = Mapping.from_json({"properties": {"c": {"type": "completion", "analyzer": "a"}}}, registry, {})
    terms = mapping.parse_batch(["1"], [{"c": "my TV set"}]).columns["c"].values
    assert {decode_suggestion(term).form for term in terms} == {"my\x1ftv\x1fset", "my\x1ftelevision\x1fset"}


def test_completion_as_a_multi_field_and_its_abilities(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"t": {"type": "text", "fields": {"c": {"type": "completion"}}}}})
    assert len(mapping.parse_batch(["1"], [{"t": "some title"}]).columns["t.c"].values) == 1
    field = mapping.field("t.c")
    assert field is not None
    assert (field.is_searchable, field.is_aggregatable, field.search_analyzer) == (True, False, "simple")
    assert field.type.from_term(encode_suggestion(SuggestionTerm("x", "X", 1))) == "X"
    with pytest.raises(FindlingError):
        field.type.index_term("x")
