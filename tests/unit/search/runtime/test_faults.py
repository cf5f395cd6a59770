"""Columns of documents of which some have an error instead of a value."""

import numpy as np
import pytest

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.codec.bitmap import Bitmap
from findling.codec.columns.numeric import NumericColumn
from findling.codec.field_values import FieldValues, TermValues
from findling.codec.memory_segment import field_in_memory
from findling.mapping.parsed_batch import FieldStructures
from findling.search.runtime.faults import Faults, faulty_numbers, faulty_ordinals

FAULTS = Faults({2: IllegalArgumentError("second"), 3: IllegalArgumentError("third")}, 5)


def docs(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int32)


def test_numbers_of_other_documents_are_there() -> None:
    present = Bitmap.from_docs(docs(0, 1, 4), 5)
    stored = np.array([7, 8, 0, 0, 9], np.uint8)
    column = faulty_numbers(NumericColumn("long", stored, 0, 1, None, present, 5, 3, 7, 9), FAULTS)
    values, owners = column.values(docs(0, 4))
    assert (values.tolist(), owners.tolist()) == ([7, 9], [0, 1])


def test_terms_of_other_documents_are_there() -> None:
    field = FieldValues(
        "f", FieldStructures("term", doc_values="ordinals"), TermValues(docs(0, 1, 4), [b"b", b"a", b"b"])
    )
    base = field_in_memory(field, 5).ordinals("f")
    assert base is not None
    ords, owners = faulty_ordinals(base, FAULTS).values(docs(0, 1, 4))
    assert (ords.tolist(), owners.tolist()) == ([1, 0, 1], [0, 1, 2])


@pytest.mark.parametrize(("asked", "reason"), [((0, 3), "third"), ((2, 3), "second"), ((3, 2), "third")])
def test_the_first_error_of_the_documents_asked_for_is_raised(asked: tuple[int, ...], reason: str) -> None:
    with pytest.raises(FindlingError, match=reason):
        FAULTS.check(docs(*asked))
