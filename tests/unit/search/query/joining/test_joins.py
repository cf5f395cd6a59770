"""has_child, has_parent, parent_id: what changes from snapshot to snapshot, limits, scores, explanations."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from findling.search.query.joining.join_numbers import join_numbers
from tests.reference.search_case import SearchCase

PROPERTIES = {
    "j": {"type": "join", "relations": {"question": ["answer", "comment"], "answer": "vote"}},
    "t": {"type": "text"},
    "n": {"type": "integer"},
}


@pytest.fixture
def case(tmp_path: Path) -> Any:
    made = SearchCase(tmp_path / "shard", PROPERTIES)
    yield made
    made.shard.close()


def question(**members: Any) -> dict[str, Any]:
    return {"j": "question", **members}


def child(relation: str, parent: str, **members: Any) -> dict[str, Any]:
    return {"j": {"name": relation, "parent": parent}, **members}


def has_child(relation: str = "answer", query: Any = None, **members: Any) -> dict[str, Any]:
    return {"has_child": {"type": relation, "query": query or {"match_all": {}}, **members}}


def numbers_of(case: SearchCase) -> tuple[dict[str, int], list[Any]]:
    """Returns the number of each parent's id, and the maps of the segments."""
    ctx = case.context()
    numbers = join_numbers(ctx.searcher, "j#question")
    found: dict[str, int] = {}
    for segment in ctx.segments:
        column = segment.reader.ordinals("j#question")
        if column is None:
            continue
        docs = np.arange(segment.max_doc, dtype=np.int32)
        with_id, given = numbers.of_docs(segment, docs)
        terms = column.dictionary.terms(column.single(with_id))
        for term, number in zip(terms, given.tolist(), strict=True):
            assert found.setdefault(term.decode(), number) == number
            assert 0 <= number < numbers.bound
    assert len(set(found.values())) == len(found)
    return found, list(numbers.maps)


def test_a_new_segment_leaves_the_numbers_of_the_others(case: SearchCase) -> None:
    case.add({str(i): question() for i in range(40)})
    case.add({f"a{i}": child("answer", str(i)) for i in range(30)}, routing="1")
    before, maps = numbers_of(case)
    case.add({"x": child("answer", "7"), "y": child("comment", "stranger")}, routing="1")
    after, maps_after = numbers_of(case)
    assert before.items() <= after.items()
    assert set(after) - set(before) == {"stranger"}
    assert all(one is other for one, other in zip(maps, maps_after, strict=False))


def test_numbers_are_those_of_the_ids_after_any_refreshes_and_merges(case: SearchCase) -> None:
    drawn = random.Random(11)
    for number in range(12):
        size = drawn.choice([1, 2, 40])
        case.add({f"q{number}-{i}": question() for i in range(size)})
        parents = [f"q{drawn.randrange(number + 1)}-{drawn.randrange(40)}" for _ in range(size)]
        case.add({f"a{number}-{i}": child("answer", parent) for i, parent in enumerate(parents)}, routing="1")
        numbers_of(case)
        if number % 5 == 4:
            case.shard.force_merge(1)
            case.shard.refresh()
            numbers_of(case)


@pytest.mark.parametrize("wrapped", [False, True])
def test_children_that_come_later_count(case: SearchCase, wrapped: bool) -> None:
    """Filters are cached by segment, and a parent's segment does not change with its children."""
    case.add({"1": question(), "2": question()})
    case.add({"a": child("answer", "1")}, routing="1")
    query = {"bool": {"filter": [has_child(), {"exists": {"field": "j"}}]}} if wrapped else has_child()
    assert case.ids(query) == {"1"}
    assert case.ids(query) == {"1"}
    case.add({"b": child("answer", "2")}, routing="1")
    assert case.ids(query) == {"1", "2"}
    case.delete("a")
    assert case.ids(query) == {"2"}
    assert case.ids({"bool": {"must_not": query}}) == {"1", "b"}


@pytest.mark.parametrize(("mode", "score"), [("none", 1.0), ("min", 2.0), ("max", 7.0), ("sum", 12.0), ("avg", 4.0)])
def test_score_modes(case: SearchCase, mode: str, score: float) -> None:
    case.add({"1": question(), "2": question()})
    case.add({f"a{n}": child("answer", "1", n=n) for n in (2, 3)}, routing="1")
    case.add({"a7": child("answer", "1", n=7), "a": child("answer", "2")}, routing="1")
    parts = [{"constant_score": {"filter": {"term": {"n": n}}, "boost": n}} for n in (2, 3, 7)]
    query = has_child(query={"bool": {"should": parts}}, score_mode=mode)
    assert case.scores(query) == {"1": score}
    twice = has_child(query={"bool": {"should": parts}}, score_mode=mode, boost=2)
    assert case.scores(twice) == {"1": 2 * score}


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({}, "123"),
        ({"min_children": 2}, "23"),
        ({"max_children": 1}, "1"),
        ({"min_children": 2, "max_children": 2}, "2"),
        ({"min_children": 4}, ""),
    ],
)
def test_limits(case: SearchCase, limits: dict[str, int], found: str) -> None:
    case.add({str(n): question() for n in range(1, 5)})
    case.add({f"a{n}{i}": child("answer", str(n)) for n in range(1, 4) for i in range(n)}, routing="1")
    assert case.ids(has_child(**limits)) == set(found)


def test_grandchildren(case: SearchCase) -> None:
    case.add({"1": question(t="fox"), "2": question(t="bear")})
    case.add({"a": child("answer", "1"), "b": child("answer", "2"), "c": child("comment", "1")}, routing="1")
    case.add({"v": child("vote", "a"), "w": child("vote", "b")}, routing="1")
    assert case.ids(has_child(query=has_child("vote", {"ids": {"values": ["v"]}}))) == {"1"}
    of_fox = {"has_parent": {"parent_type": "question", "query": {"match": {"t": "fox"}}}}
    assert case.ids(of_fox) == {"a", "c"}
    assert case.ids({"has_parent": {"parent_type": "answer", "query": of_fox}}) == {"v"}
    assert case.ids({"parent_id": {"type": "vote", "id": "b"}}) == {"w"}
    assert case.ids({"parent_id": {"type": "comment", "id": "1"}}) == {"c"}


def test_relations_of_the_same_parent_stay_apart(case: SearchCase) -> None:
    case.add({"1": question()})
    case.add({"c": child("comment", "1")}, routing="1")
    assert case.ids(has_child("answer")) == set()
    assert case.ids(has_child("comment")) == {"1"}


def test_explanations(case: SearchCase) -> None:
    case.add({"1": question(), "2": question(), "x": {"t": "fox"}})
    case.add({"a": child("answer", "1")}, routing="1")
    ctx, weight = case.weight(has_child())
    segment = ctx.segments[0]
    told = [weight.explain(segment, doc) for doc in range(3)]
    assert [(one.matches, one.description) for one in told] == [
        (True, "A match, join value 1"),
        (False, "Not a match, join value 2"),
        (False, "Not a match"),
    ]
