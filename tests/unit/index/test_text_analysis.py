"""Positions and offsets through several values of one document."""

import numpy as np

from findling.index.text_analysis import analyse
from findling.mapping.parsed_batch import FieldColumn, FieldStructures
from tests.reference.shard_case import BLANK_ANALYSIS


def column(index: str, docs: list[int], values: list[str]) -> FieldColumn:
    structures = FieldStructures("text", index=index, analyzer="standard", position_gap=100)  # type: ignore[arg-type]
    return FieldColumn("title", structures, np.array(docs, dtype=np.int32), values)


def test_single_values_keep_their_positions() -> None:
    tokens = analyse(column("positions", [0, 2], ["red fox", "blue"]), BLANK_ANALYSIS)
    assert [tokens.terms[i] for i in tokens.term_ids.tolist()] == ["red", "fox", "blue"]
    assert tokens.docs.tolist() == [0, 0, 2]
    assert tokens.positions.tolist() == [0, 1, 0]
    assert tokens.start_offsets is None
    assert tokens.value_docs is not None
    assert tokens.value_docs.tolist() == [0, 2]


def test_values_of_one_document_follow_with_the_gap() -> None:
    tokens = analyse(column("positions", [0, 1, 1, 1, 2], ["x", "a b", "c", "d e", "y z"]), BLANK_ANALYSIS)
    assert tokens.docs.tolist() == [0, 1, 1, 1, 1, 1, 2, 2]
    assert tokens.positions.tolist() == [0, 0, 1, 102, 203, 204, 0, 1]


def test_offsets_go_on_in_utf16_units() -> None:
    tokens = analyse(column("offsets", [0, 0, 0], ["\U0001f600 a", "bb", "c"]), BLANK_ANALYSIS)
    assert tokens.start_offsets is not None
    assert tokens.end_offsets is not None
    assert tokens.start_offsets.tolist()[2:] == [5, 8]
    assert tokens.end_offsets.tolist()[2:] == [7, 9]


def test_no_values() -> None:
    assert analyse(column("positions", [], []), BLANK_ANALYSIS).docs.tolist() == []
