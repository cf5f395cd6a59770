"""join: relations, routing, hidden fields of parents' ids."""

from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.mapping.parsed_batch import ParsedBatch
from tests.unit.mapping.conftest import MakeMapping

FAMILY = {"type": "join", "relations": {"question": ["answer", "comment"], "answer": "vote"}}


def parsed(make_mapping: MakeMapping, *documents: tuple[Any, str | None]) -> ParsedBatch:
    mapping = make_mapping({"properties": {"j": FAMILY}})
    ids = [f"d{number}" for number in range(len(documents))]
    return mapping.parse_batch(ids, [{"j": value} for value, _ in documents], [routing for _, routing in documents])


def test_parents_and_children(make_mapping: MakeMapping) -> None:
    batch = parsed(
        make_mapping,
        ("question", None),
        ({"name": "question"}, "x"),
        ({"name": "answer", "parent": "d0"}, "d0"),
        ({"name": "vote", "parent": 2}, "d0"),
        ({"name": "comment", "parent": "d1"}, "d1"),
    )
    assert batch.errors == {}
    assert batch.columns["j"].values == [b"question", b"question", b"answer", b"vote", b"comment"]
    questions = batch.columns["j#question"]
    assert list(zip(questions.docs.tolist(), questions.values, strict=True)) == [
        (0, b"d0"),
        (1, b"d1"),
        (2, b"d0"),
        (4, b"d1"),
    ]
    answers = batch.columns["j#answer"]
    assert list(zip(answers.docs.tolist(), answers.values, strict=True)) == [(2, b"d2"), (3, b"2")]


@pytest.mark.parametrize(
    ("value", "routing", "reason"),
    [
        ({"name": "answer", "parent": "1"}, None, "[routing] is missing for join field [j]"),
        ("answer", "1", "[parent] is missing for join field [j]"),
        ({"parent": "1"}, "1", "null join name in field [j]"),
        ("reply", None, "unknown join name [reply] for field [j]"),
        ({"name": "question", "child": "x"}, None, "unknown field name [child] in join field [j]"),
        (5, None, "[j] expected START_OBJECT or VALUE_STRING but was: VALUE_NUMBER"),
        (True, None, "[j] expected START_OBJECT or VALUE_STRING but was: VALUE_BOOLEAN"),
        (["question", "question"], None, "Field [j] of type [join] doesn't support indexing multiple values"),
    ],
)
def test_values_that_fail(make_mapping: MakeMapping, value: Any, routing: str | None, reason: str) -> None:
    batch = parsed(make_mapping, (value, routing), ("question", None))
    assert list(batch.errors) == [0]
    assert batch.errors[0].reason.partition("] ")[2].startswith(f"failed to parse: {reason}")
    assert batch.columns["j#question"].values == [b"d1"]


def test_hidden_fields_can_be_searched(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"j": FAMILY}})
    hidden = mapping.field("j#question")
    assert hidden is not None
    assert hidden.type.index_term("7") == b"7"
    assert hidden.is_aggregatable
    assert mapping.matching("*") == ["j"]
    assert [field.name for field in mapping.fields()] == ["j"]
    assert mapping.field("j#vote") is None


def test_one_join_field_at_the_root(make_mapping: MakeMapping) -> None:
    with pytest.raises(
        IllegalArgumentError, match=r"Only one \[parent-join\] field can be defined per index, got \[a, b\]"
    ):
        make_mapping({"properties": {"a": FAMILY, "b": FAMILY}})
    with pytest.raises(
        MapperParsingError, match=r"join field \[o.j\] cannot be added inside an object or in a multi-field"
    ):
        make_mapping({"properties": {"o": {"properties": {"j": FAMILY}}}})
    with pytest.raises(MapperParsingError, match="can't be used in multifields"):
        make_mapping({"properties": {"k": {"type": "keyword", "fields": {"j": FAMILY}}}})
    with pytest.raises(MapperParsingError, match=r"\[c\] cannot have multiple parents"):
        make_mapping({"properties": {"j": {"type": "join", "relations": {"a": "c", "b": ["c"]}}}})


@pytest.mark.parametrize(
    ("relations", "conflict"),
    [
        ({"question": ["answer", "comment"]}, "Cannot remove parent [answer]"),
        ({"question": ["answer"], "answer": "vote"}, "Cannot remove child [comment]"),
        ({**FAMILY["relations"], "vote": "x"}, "Cannot create parent [vote] from an existing child"),
        ({**FAMILY["relations"], "top": "question"}, "Cannot create child [question] from an existing parent"),
    ],
)  # type: ignore[dict-item]
def test_relations_that_may_not_change(make_mapping: MakeMapping, relations: Any, conflict: str) -> None:
    mapping = make_mapping({"properties": {"j": FAMILY}})
    with pytest.raises(IllegalArgumentError) as caught:
        mapping.merge({"properties": {"j": {"type": "join", "relations": relations}}})
    assert conflict in caught.value.reason
    assert (
        "Cannot update parameter [relations] from [{question=[answer, comment], answer=[vote]}]" in caught.value.reason
    )


def test_relations_may_grow(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"j": FAMILY}})
    grown = {"question": ["answer", "comment", "edit"], "answer": "vote", "page": "link"}
    merged = mapping.merge({"properties": {"j": {"type": "join", "relations": grown}}})
    assert merged.to_json()["properties"]["j"] == {
        "type": "join",
        "relations": grown,
        "eager_global_ordinals": True,
    }
    assert merged.field("j#page") is not None
