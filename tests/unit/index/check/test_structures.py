"""Arrays that have their checksums and do not fit each other: what a fault of the writer would leave."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from findling.codec.segment import Segment, SegmentWriter
from findling.codec.segment_writer import write_segment
from findling.index.check.segment_check import check_segment
from tests.reference.format_documents import documents
from tests.reference.segment_model import segment_data

Change = Callable[[NDArray[Any]], NDArray[Any]]


@pytest.fixture
def segment(tmp_path: Path) -> Segment:
    write_segment(tmp_path / "_0.seg", segment_data(documents()))
    return Segment.open(tmp_path / "_0.seg")


def changed(segment: Segment, array: str, change: Change, meta: dict[str, Any] | None = None) -> Path:
    """Returns a segment in which one array is another, with its checksum."""
    path = segment.path.with_name("_1.seg")
    with SegmentWriter(path) as writer:
        for name in segment.names():
            found = segment.array(name)
            writer.add(name, change(found.copy()) if name == array else found)
        writer.meta |= {**segment.meta, **(meta or {})}
    return path


def set_to(place: int, value: int) -> Change:
    def change(array: NDArray[Any]) -> NDArray[Any]:
        array.reshape(-1)[place] = value
        return array

    return change


CASES: dict[str, tuple[str, Change, str]] = {
    "document beyond the last": ("body/blocks.last_doc", set_to(0, 5000), "documents that the segment does not have"),
    "norms cut": ("body/norms", lambda array: array[:-1], "norms of"),
    "presence of nobody": ("body/presence", np.zeros_like, "documents with a value where"),
    "starts going back": ("tags/ordinals.starts", set_to(5, 9000), "values do not begin where they should"),
    "ordinals of no term": ("tags/ordinals", set_to(0, 200), "ordinals of no term"),
    "numbers cut": ("size/numeric", lambda array: array[:-1], "size"),
    "no last root": ("_roots/words", set_to(-1, 0), "nested documents without a root"),
    "ids in no slot": ("_id/slots", np.zeros_like, "ids are not found where they are"),
    "sources of fewer": ("_source/first_doc", set_to(-1, 10), "sources for 303 documents"),
}


def test_a_whole_segment(segment: Segment) -> None:
    check = check_segment(segment.path, None, 303)
    assert check.problems == []
    assert (check.docs, check.deleted) == (301, 0)
    assert len(check.arrays) == len(segment.names())


@pytest.mark.parametrize("case", CASES)
def test_what_does_not_fit_is_told(segment: Segment, case: str) -> None:
    array, change, reason = CASES[case]
    check = check_segment(changed(segment, array, change), None, 303)
    assert all(found.problem is None for found in check.arrays)
    assert any(reason in problem.reason for problem in check.problems), check.problems


def test_a_commit_point_that_tells_of_other_documents(segment: Segment) -> None:
    (problem,) = check_segment(segment.path, None, 300).problems
    assert problem.reason == "303 documents, the commit point tells of 300"


def test_bytes_between_arrays(segment: Segment) -> None:
    content = bytearray(segment.path.read_bytes())
    content[segment.offset("body/norms") - 1] = 1
    path = segment.path.with_name("_2.seg")
    path.write_bytes(content)
    found = check_segment(path, None, 303)
    reasons = [problem.reason for problem in found.problems] + [array.problem for array in found.arrays]
    assert any(reason is not None and ("padding" in reason or "checksum" in reason) for reason in reasons)
