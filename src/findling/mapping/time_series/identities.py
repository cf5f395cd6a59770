"""The `_id`s of a batch: routing hash, hash of the `_tsid` and timestamp, 4, 8 and 8 bytes.

Source: Elasticsearch's TsidExtractingIdFieldMapper.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from findling.analysis.murmur3_128 import murmur3_128
from findling.base.runs import ordered_rows
from findling.mapping.dates import date_formatter
from findling.mapping.time_series.routing_hash import decode_hash
from findling.mapping.time_series.series_id import series_id, shown_series

_ID_BYTES: Final = 20
_ID_LENGTH: Final = 27
_SHOWN: Final = date_formatter("strict_date_time")


@dataclass(slots=True)
class DimensionValues:
    """The values of one dimension in a batch.

    codes: (n_inputs,) int64, equal for inputs with equal values, 0 for inputs without any
    values: by code, how each value is hashed
    """

    name: str
    codes: npt.NDArray[np.int64]
    values: list[Sequence[bytes]]


@dataclass(slots=True)
class Identities:
    """What the documents of a batch are called.

    ids, hashes: by input, `_id` and routing hash (0 where it is not known)
    series, series_of: the `_tsid`s, and for each input the number of its own
    timestamps: (n_inputs,) int64, as the column has them
    """

    ids: list[str] = field(default_factory=list)
    hashes: list[int] = field(default_factory=list)
    series: list[bytes] = field(default_factory=list)
    series_of: list[int] = field(default_factory=list)
    timestamps: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    def description(self, number: int) -> str:
        """Returns what errors call an input."""
        series = shown_series(self.series[self.series_of[number]])
        return f"[{self.ids[number]}][{series}@{_SHOWN.format(int(self.timestamps[number]))}]"


def identities_of(
    ids: Sequence[str],
    routings: Sequence[str | None] | None,
    dimensions: Sequence[DimensionValues],
    timestamps: npt.NDArray[np.int64],
) -> Identities:
    """Returns the identities of the inputs of a batch.

    ids: those that are known, as of documents that are read from the log
    routings: encoded routing hashes; where there is none the id has it
    """
    count = len(timestamps)
    hashes = [_hash_of(ids[i], None if routings is None else routings[i]) for i in range(count)]
    series, series_of = _series(dimensions, count)
    blob = np.zeros((count, _ID_BYTES + 1), np.uint8)
    blob[:, :4] = np.array(hashes, "<u4").view(np.uint8).reshape(count, 4)
    of_series = np.array([murmur3_128(each)[0] for each in series], "<u8").view(np.uint8).reshape(-1, 8)
    blob[:, 4:12] = of_series[series_of]
    blob[:, 12:20] = timestamps.astype(">i8").view(np.uint8).reshape(count, 8)
    text = base64.urlsafe_b64encode(blob.tobytes()).decode()
    made = [text[at : at + _ID_LENGTH] for at in range(0, len(text), _ID_LENGTH + 1)]
    return Identities(made, hashes, series, series_of.tolist(), timestamps)


def _hash_of(doc_id: str, routing: str | None) -> int:
    return decode_hash(doc_id if routing is None else routing) or 0


def _series(dimensions: Sequence[DimensionValues], count: int) -> tuple[list[bytes], npt.NDArray[np.intp]]:
    """Returns the series there are, and the number of each input's."""
    ordered = sorted(dimensions, key=lambda dimension: dimension.name.encode("utf-8", "surrogatepass"))
    if not ordered:
        return [series_id(())], np.zeros(count, np.intp)
    order, starts = ordered_rows(*(dimension.codes for dimension in ordered))
    series_of = np.empty(count, np.intp)
    series_of[order] = np.cumsum(starts) - 1
    rows = ([(each.name, each.values[int(each.codes[at])]) for each in ordered] for at in order[starts].tolist())
    return [series_id([(name, values) for name, values in row if values]) for row in rows], series_of
