"""The graph finds nearly all of the rows that comparing everything finds, and never a row that is not accepted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.codec.bitmap import Bitmap
from findling.codec.vectors.graph_building import OldGraph, build_graph
from findling.kernels.vectors.distances import BITS, BYTE_DOT, BYTE_SQUARE, FLOAT_DOT, FLOAT_SQUARE, VectorRows
from findling.kernels.vectors.graph_search import search_graph
from tests.reference.vector_kernels import nearness

KINDS = [FLOAT_DOT, FLOAT_SQUARE, BYTE_DOT, BYTE_SQUARE, BITS]


def never() -> None:
    """Nobody gives up."""


def matrix_of(kind: int, n: int, width: int, seed: int) -> np.ndarray:
    source = np.random.default_rng(seed)
    if kind in (FLOAT_DOT, FLOAT_SQUARE):
        rows = source.normal(size=(n, width)).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    return source.integers(-100, 100, (n, width)).astype(np.int8)


def found_by(
    rows: VectorRows,
    graph: object,
    query: np.ndarray,
    ef: int,
    accepted: np.ndarray | None = None,
    passes: bool = False,
) -> list[int]:
    found, scores = np.empty(ef, np.int32), np.empty(ef, np.float32)
    bits = None if accepted is None else Bitmap.from_docs(accepted, rows.n).words
    k = search_graph(rows, graph, query, bits, passes, 100 * rows.n, found, scores)
    assert np.all(np.diff(scores[:k]) <= 0)
    return [int(row) for row in found[:k]]


@pytest.mark.parametrize("kind", KINDS)
@given(n=st.integers(0, 60), width=st.integers(1, 9), m=st.sampled_from([2, 4, 16]), seed=st.integers(0, 999))
@settings(max_examples=15)
def test_few_rows_are_found_as_they_are(kind: int, n: int, width: int, m: int, seed: int) -> None:
    matrix = matrix_of(kind, n, width, seed)
    rows = VectorRows(kind, matrix)
    graph = build_graph(rows, m, 80, (), never)
    links = graph.links
    assert (links[:, 0] <= 2 * m).all()
    for node, (count, *others) in enumerate(links.tolist()):
        assert node not in others[:count]
        assert len(set(others[:count])) == count
    if n:
        query = matrix[seed % n]
        expected = nearness(kind, matrix, query)
        found = found_by(rows, graph.arrays(), query, min(n, 80))
        assert expected[found[0]] == pytest.approx(expected.max(), abs=1e-4)


@pytest.mark.parametrize("kind", [FLOAT_DOT, FLOAT_SQUARE, BYTE_DOT])
def test_most_of_the_nearest_are_found(kind: int) -> None:
    matrix = matrix_of(kind, 3000, 16, 1)
    queries = matrix_of(kind, 40, 16, 2)
    rows = VectorRows(kind, matrix)
    graph = build_graph(rows, 16, 100, (), never).arrays()
    accepted = np.flatnonzero(np.random.default_rng(3).random(3000) < 0.3).astype(np.int32)
    hits = filtered_hits = 0
    for query in queries:
        expected = nearness(kind, matrix, query)
        hits += len(set(found_by(rows, graph, query, 50)[:10]) & set(np.argsort(-expected)[:10].tolist()))
        best = accepted[np.argsort(-expected[accepted])[:10]]
        for passes in (False, True):
            found = found_by(rows, graph, query, 50, accepted, passes)
            assert set(found) <= set(accepted.tolist())
            filtered_hits += len(set(found[:10]) & set(best.tolist()))
    assert hits >= 0.95 * 400
    assert filtered_hits >= 0.9 * 800


def test_a_walk_that_compares_too_many_rows_is_given_up() -> None:
    matrix = matrix_of(FLOAT_DOT, 500, 8, 1)
    rows = VectorRows(FLOAT_DOT, matrix)
    graph = build_graph(rows, 8, 50, (), never).arrays()
    found, scores = np.empty(20, np.int32), np.empty(20, np.float32)
    assert search_graph(rows, graph, matrix[0], None, False, 3, found, scores) == -1


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_a_graph_is_taken_over(share: float) -> None:
    """Rows that are left out are not linked any more, and what is added is found."""
    matrix = matrix_of(FLOAT_DOT, 2500, 12, 4)
    old = build_graph(VectorRows(FLOAT_DOT, np.ascontiguousarray(matrix[:1500])), 8, 80, (), never)
    gone = np.random.default_rng(5).random(1500) < share
    row_map = np.where(gone, -1, np.cumsum(~gone) - 1).astype(np.int32)
    kept = np.ascontiguousarray(np.concatenate([matrix[:1500][~gone], matrix[1500:]]))
    rows = VectorRows(FLOAT_DOT, kept)
    graph = build_graph(rows, 8, 80, [OldGraph(old, row_map)], never)
    assert graph.links[:, 1:].max() < len(kept)
    hits = 0
    for query in matrix_of(FLOAT_DOT, 40, 12, 6):
        expected = np.argsort(-nearness(FLOAT_DOT, kept, query))[:10]
        hits += len(set(found_by(rows, graph.arrays(), query, 60)[:10]) & set(expected.tolist()))
    assert hits >= 0.93 * 400


def test_building_is_given_up_when_asked() -> None:
    class Enough(Exception):
        """The check of a shard that is closed."""

    def enough() -> None:
        raise Enough

    with pytest.raises(Enough):
        build_graph(VectorRows(FLOAT_DOT, matrix_of(FLOAT_DOT, 100, 4, 1)), 8, 50, (), enough)
