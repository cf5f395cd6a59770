"""Numbers of documents: children before parents, failed inputs out."""

import numpy as np

from findling.mapping.documents.slots import Slots


def int32(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(values, dtype=np.int32)


def test_without_nested_documents() -> None:
    slots = Slots(4)
    assert slots.numbers([]).tolist() == [0, 1, 2, 3]
    assert slots.numbers([1, 3]).tolist() == [0, -1, 1, -1]


def test_children_before_parents() -> None:
    slots = Slots(2)
    comments = slots.add(int32(0, 0, 1), "c")
    replies = slots.add(int32(*comments[[0, 2]].tolist()), "c.r")
    others = slots.add(int32(0), "o")
    assert (comments.tolist(), replies.tolist(), others.tolist()) == ([2, 3, 4], [5, 6], [7])
    numbers = slots.numbers([]).tolist()
    # input 0: reply 5, comment 2, comment 3, other 7, root 0; input 1: reply 6, comment 4, root 1
    assert [numbers[slot] for slot in (5, 2, 3, 7, 0, 6, 4, 1)] == list(range(8))
    assert slots.roots.tolist() == [0, 1, 0, 0, 1, 0, 1, 0]
    assert slots.parents.tolist() == [0, 1, 0, 0, 1, 2, 4, 0]
    assert slots.nested_counts().tolist() == [4, 2]


def test_failed_inputs_have_no_documents() -> None:
    slots = Slots(3)
    slots.add(int32(0, 1, 1, 2), "n")
    assert slots.numbers([1]).tolist() == [1, -1, 3, 0, -1, -1, 2]
    assert slots.input_of(4) == 1
