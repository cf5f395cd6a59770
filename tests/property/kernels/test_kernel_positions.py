"""Interval and span kernels against their definitions, over random positions and trees."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.search.intervals import count_intervals, interval_freqs, list_intervals
from findling.kernels.search.position_nodes import PositionNodes
from findling.kernels.search.spans import span_freqs
from tests.reference import interval_sets, span_walks

INTERVAL_KINDS = {
    "term": 0, "block": 2, "ordered": 3, "unordered": 4, "any": 5, "max_gaps": 7, "contained_by": 11, "containing": 12,
    "overlapping": 13, "not_contained_by": 14, "not_containing": 15, "not_overlapping": 16,
}  # fmt: skip
SPAN_KINDS = {"term": 0, "or": 4, "not": 5, "first": 6, "containing": 7, "within": 8}


class Built:
    """A tree as the kernels take it, over one document."""

    def __init__(self) -> None:
        self.specs: list[list[int]] = []
        self.links: list[int] = []
        self.leaves: list[list[int]] = []

    def add(self, kind: int, parts: list[Any], low: int, high: int, add: Any) -> int:
        number = len(self.specs)
        spec = [kind, len(self.links), len(parts), low, high, 0, len(parts) + 1]
        self.specs.append(spec)
        self.links += [0] * len(parts)
        for i, part in enumerate(parts):
            self.links[spec[1] + i] = add(part)
        return number

    def leaf(self, positions: list[int]) -> int:
        self.specs.append([0, 0, 0, 0, 0, len(self.leaves), 1])
        self.leaves.append(positions)
        return len(self.specs) - 1

    def interval(self, tree: Any) -> int:
        name, *parts = tree
        if name == "term":
            return self.leaf(parts[0])
        low = parts.pop(0) if name == "max_gaps" else 0
        return self.add(INTERVAL_KINDS[name], parts, low, 0, self.interval)

    def span(self, tree: Any) -> int:
        name, *parts = tree
        if name == "term":
            return self.leaf(parts[0])
        if name == "near":
            return self.add(2 if parts[1] else 3, parts[2:], parts[0], 0, self.span)
        n_numbers = {"not": 2, "first": 1}.get(name, 0)
        numbers = {"not": parts[:2], "first": [0, *parts[:1]]}.get(name, [0, 0])
        return self.add(SPAN_KINDS[name], parts[n_numbers:], numbers[0], numbers[1], self.span)

    def nodes(self) -> PositionNodes:
        nodes = PositionNodes(np.array(self.specs, np.int64), np.array(self.links, np.int32))
        ends = np.cumsum([len(leaf) for leaf in self.leaves])
        starts = np.array([[end - len(leaf), end] for end, leaf in zip(ends, self.leaves, strict=True)], np.int64)
        nodes.read(np.array([place for leaf in self.leaves for place in leaf], np.int32), starts)
        return nodes


def terms(limit: int) -> st.SearchStrategy[Any]:
    places = st.sets(st.integers(0, limit), max_size=7).map(sorted)
    return places.map(lambda found: ("term", found))


def joined(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["block", "ordered", "unordered", "any"])
    return st.builds(lambda name, parts: (name, *parts), names, st.lists(part, min_size=2, max_size=3))


def related(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from([name for name, kind in INTERVAL_KINDS.items() if kind >= 11])
    return st.builds(lambda name, one, other: (name, one, other), names, part, part)


def few_gaps(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["ordered", "unordered"])
    parts = st.lists(part, min_size=2, max_size=3)
    return st.builds(lambda name, inner, gaps: ("max_gaps", gaps, (name, *inner)), names, parts, st.integers(0, 5))


@given(st.recursive(terms(20), joined, max_leaves=5).flatmap(lambda one: related(st.just(one) | joined(terms(20)))))
@settings(max_examples=400, deadline=None)
def test_intervals_are_the_minimal_ones(tree: Any) -> None:
    check_intervals(tree)


@given(few_gaps(terms(15)))
@settings(max_examples=200, deadline=None)
def test_gaps_are_the_positions_between(tree: Any) -> None:
    places = [place for part in tree[2][1:] for place in part[1]]
    if len(places) == len(set(places)):  # two words at one place have gaps of their own kind
        check_intervals(tree)


def check_intervals(tree: Any) -> None:
    expected = interval_sets.intervals(tree)
    built = Built()
    built.interval(tree)
    nodes = built.nodes()
    counts, freqs = np.zeros(1, np.int64), np.zeros(1, np.float32)
    count_intervals(nodes, counts)
    start, end, gaps = (np.zeros(max(int(counts[0]), 1), np.int32) for _ in range(3))
    list_intervals(nodes, 1, start, end, gaps)
    found = list(zip(start.tolist(), end.tolist(), strict=True))[: int(counts[0])]
    assert found == expected
    interval_freqs(nodes, 2, freqs)
    assert np.isclose(freqs[0], sum(1 / max(last - first, 1) for first, last in expected), rtol=1e-6)


def span_trees() -> st.SearchStrategy[Any]:
    return st.recursive(terms(25), _spans, max_leaves=5)


def _spans(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(part, min_size=2, max_size=3)
    few = st.integers(0, 6)
    return st.one_of(
        st.builds(lambda slop, in_order, parts: ("near", slop, in_order, *parts), few, st.booleans(), several),
        several.map(lambda parts: ("or", *parts)),
        st.builds(lambda pre, post, one, two: ("not", pre, post, one, two), few, few, part, part),
        st.builds(lambda end, one: ("first", end, one), st.integers(0, 25), part),
        st.builds(lambda name, one, two: (name, one, two), st.sampled_from(["containing", "within"]), part, part),
    )


@given(span_trees())
@settings(max_examples=600, deadline=None)
def test_spans_are_those_of_the_walks(tree: Any) -> None:
    built = Built()
    built.span(tree)
    freqs = np.zeros(1, np.float32)
    span_freqs(built.nodes(), freqs)
    expected = span_walks.spans(tree)
    assert (freqs[0] > 0) == bool(expected)
    assert np.isclose(freqs[0], sum(1 / (1 + width) for _, _, width in expected), rtol=1e-6)
