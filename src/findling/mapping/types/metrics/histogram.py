"""histogram: values that were counted before, with how often each came up."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from findling.base.errors import (
    DocumentParsingError,
    FindlingError,
    IllegalArgumentError,
    ParsingError,
    UnsupportedOperationError,
)
from findling.base.json_values import json_token
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.types.number_text import double_of

_MEMBERS: Final = ("values", "counts")
_BYTES_PER_VALUE: Final = 16
# so that the term of an empty histogram is not empty
_HEAD: Final = b"h"


@register
class HistogramFieldType(FieldType):
    """A term per document: its values as doubles, then as many counts; those that never came up are left out."""

    type_name = "histogram"
    family = "histogram"
    holds_histograms = True
    takes_objects = True
    single_valued = True
    in_multi_fields = False
    names_field_in_errors = False
    PARAMETERS = parameters.table(parameters.IGNORE_MALFORMED, parameters.metric("histogram"))

    def configure(self) -> None:
        self.structures = FieldStructures("term", doc_values="ordinals")

    @property
    def is_searchable(self) -> bool:
        return False

    @property
    def has_doc_values(self) -> bool:
        return True

    @property
    def shows_doc_values(self) -> bool:
        return False

    def check_sortable(self) -> None:
        raise UnsupportedOperationError("can't sort on the [histogram] field")

    def parse_value(self, value: object) -> bytes:
        try:
            values, counts = self._parts(value)
        except FindlingError as error:
            raise DocumentParsingError(f"failed to parse field [{self.name}] of type [{self.type_name}]") from error
        some = counts > 0
        return _HEAD + values[some].astype("<f8").tobytes() + counts[some].astype("<i8").tobytes()

    def _parts(self, value: object) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        if not isinstance(value, dict):
            raise _unexpected("START_OBJECT", value)
        for name in value:
            if name not in _MEMBERS:
                raise self._fault(f"with unknown parameter [{name}]")
        for name in _MEMBERS:
            if name not in value:
                raise self._fault(f"expected field called [{name}]")
        values = np.array([double_of(entry) for entry in _numbers(value["values"])], np.float64)
        falling = np.flatnonzero(values[1:] < values[:-1])
        if len(falling):
            place = int(falling[0])
            raise self._fault(
                f"[values] values must be in increasing order, got [{values[place + 1]}] but previous value was "
                f"[{values[place]}]"
            )
        counts = [int(entry) for entry in _numbers(value["counts"])]
        negative = [count for count in counts if count < 0]
        if negative:
            raise self._fault(f"[counts] elements must be >= 0 but got {negative[0]}")
        if len(values) != len(counts):
            raise self._fault(
                f"expected same length from [values] and [counts] but got [{len(values)} != {len(counts)}]"
            )
        return values, np.array(counts, np.int64)

    def _fault(self, fault: str) -> DocumentParsingError:
        return DocumentParsingError(f"error parsing field [{self.name}], {fault}")

    def fetched(self, value: object, format: str | None = None) -> object:
        return value

    def index_term(self, value: object) -> bytes:
        raise IllegalArgumentError(
            f"[{self.type_name}] field do not support searching, use dedicated aggregations instead: [{self.name}]"
        )

    def from_term(self, term: bytes) -> dict[str, list[float]]:
        values, counts, _ = decode_histograms([term])
        return {"values": values.tolist(), "counts": counts.tolist()}


def decode_histograms(
    terms: Sequence[bytes],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Returns values and counts of histograms one after the other, (n_values,) each, and (n + 1,) where each starts."""
    sizes = np.array([len(term) for term in terms], np.int64) // _BYTES_PER_VALUE
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    halves = [(term[1 : 1 + len(term) // 2], term[1 + len(term) // 2 :]) for term in terms]
    values = np.frombuffer(b"".join(half for half, _ in halves), "<f8")
    counts = np.frombuffer(b"".join(half for _, half in halves), "<i8")
    return values, counts, starts


def _numbers(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise _unexpected("START_ARRAY", value)
    for entry in value:
        if isinstance(entry, bool) or not isinstance(entry, int | float):
            raise _unexpected("VALUE_NUMBER", entry)
    return value


def _unexpected(wanted: str, value: object) -> ParsingError:
    return ParsingError(f"Failed to parse object: expecting token of type [{wanted}] but found [{json_token(value)}]")
