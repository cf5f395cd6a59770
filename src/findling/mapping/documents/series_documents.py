"""What data streams and time series ask of the documents of a batch: one timestamp each, within its bounds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from findling.base.errors import IllegalArgumentError
from findling.base.runs import run_starts
from findling.mapping.dates import date_formatter
from findling.mapping.documents.document_errors import DocumentErrors
from findling.mapping.documents.field_columns import FieldColumns
from findling.mapping.time_series.bounds import TIMESTAMP
from findling.mapping.time_series.dimensions import values_in_batch
from findling.mapping.time_series.identities import Identities, identities_of

if TYPE_CHECKING:
    from findling.mapping.mapping import Mapping

_PER_MS = {"ms": 1, "ns": 1_000_000}


class SeriesDocuments:
    """The documents of one batch, their fields parsed."""

    def __init__(self, mapping: "Mapping", columns: FieldColumns, errors: DocumentErrors, n_inputs: int) -> None:
        self._mapping = mapping
        self._columns = columns
        self._errors = errors
        self._n_inputs = n_inputs

    def identities(self, ids: Sequence[str], routings: Sequence[str | None] | None) -> Identities:
        """Returns what the documents are called; notes what is wrong with those that the index cannot have."""
        timestamps = self.timestamps()
        found = (
            (dimension, self._columns.values_of_inputs(dimension.column)) for dimension in self._mapping.dimensions
        )
        values = (values_in_batch(one, self._n_inputs, *chunk) for one, chunk in found if chunk is not None)
        return identities_of(ids, routings, [each for each in values if each is not None], timestamps)

    def timestamps(self) -> npt.NDArray[np.int64]:
        """Returns the one timestamp of each document; notes what is wrong with documents that have not exactly one."""
        chunk = self._columns.values_of_inputs(TIMESTAMP)
        timestamps = np.zeros(self._n_inputs, np.int64)
        has_one = np.zeros(self._n_inputs, np.bool_)
        if chunk is not None:
            owners, values = chunk
            starts = run_starts(owners)
            self._refuse_seconds(owners[~starts].tolist())
            timestamps[owners[starts]] = np.asarray(values)[starts]
            has_one[owners] = True
        for number in np.flatnonzero(~has_one).tolist():
            if number not in self._errors.errors:
                self._refuse(number, f"data stream timestamp field [{TIMESTAMP}] is missing")
        self._check_bounds(timestamps, has_one)
        return timestamps

    def _refuse_seconds(self, inputs: list[int]) -> None:
        field = self._mapping.field(TIMESTAMP)
        for number in dict.fromkeys(inputs):
            if field is not None:
                given = self._errors.origin_of(number).source.get(TIMESTAMP)
                error = IllegalArgumentError(f"data stream timestamp field [{TIMESTAMP}] encountered multiple values")
                self._errors.refuse(
                    field.type, TIMESTAMP, number, given[1] if isinstance(given, list) else given, error
                )

    def _check_bounds(self, timestamps: npt.NDArray[np.int64], has_one: npt.NDArray[np.bool_]) -> None:
        bounds, field = self._mapping.settings.time_series, self._mapping.field(TIMESTAMP)
        if bounds is None or field is None:
            return
        unit = field.type.time_unit or "ms"
        millis = timestamps // _PER_MS[unit]
        early, late = has_one & (millis < bounds.start_ms), has_one & (millis >= bounds.end_ms)
        for outside, word, bound in ((early, "larger", bounds.start_ms), (late, "smaller", bounds.end_ms)):
            for number in np.flatnonzero(outside).tolist():
                shown = _instant(int(timestamps[number]), unit)
                self._refuse(
                    number,
                    f"time series index {TIMESTAMP} value [{shown}] must be {word} than {_instant(bound, 'ms')}",
                )

    def _refuse(self, number: int, reason: str) -> None:
        self._errors.refuse_fields(number, IllegalArgumentError(reason))


def _instant(value: int, unit: str) -> str:
    """Returns an instant as Java writes it: with as many groups of three digits of a second as it needs."""
    nanos = value * 1_000_000 // _PER_MS[unit]
    seconds, fraction = divmod(nanos, 1_000_000_000)
    text = date_formatter("strict_date_time_no_millis").format(seconds * 1000)
    digits = f"{fraction:09d}"
    while digits.endswith("000"):
        digits = digits[:-3]
    return f"{text[:-1]}.{digits}Z" if digits else text
