"""The dimensions of an index, and their values in a batch as the `_tsid` needs them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from findling.base.errors import IllegalArgumentError
from findling.base.runs import ordered_rows, run_starts
from findling.mapping.field_type import FieldType
from findling.mapping.time_series.identities import DimensionValues
from findling.mapping.time_series.series_id import encode_long, encode_text, encode_truth, encode_unsigned


def check_series_parameters(field_type: FieldType, params: Mapping[str, Any]) -> None:
    """Raises IllegalArgumentError for parameters of a field that do not go with its being a dimension or metric."""
    for parameter, others in (("time_series_dimension", "normalizer"), ("time_series_dimensions", "ignore_above")):
        if params.get(parameter):
            if params.get(others):
                raise IllegalArgumentError(f"Field [{others}] cannot be set in conjunction with field [{parameter}]")
            is_kept = field_type.get("index") and field_type.get("doc_values")
            if params.get("time_series_metric"):
                fault = f"Field [{parameter}] cannot be set in conjunction with field [time_series_metric]"
                raise IllegalArgumentError(fault)
            if not is_kept:
                raise IllegalArgumentError(f"Field [{parameter}] requires that [index] and [doc_values] are true")
    if params.get("time_series_metric") and field_type.get("doc_values") is False:
        raise IllegalArgumentError("Field [time_series_metric] requires that [doc_values] is true")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension.

    name: what it is called in the `_tsid`; column: the field that has its values
    encode: column value or term -> how it is hashed
    prefix: what its terms begin with, among others in the same column
    """

    name: str
    column: str
    encode: Callable[[Any], bytes]
    prefix: bytes = b""


def dimensions_of(field_type: FieldType) -> Iterator[Dimension]:
    """Yields the dimensions that a field is or has."""
    if field_type.get("time_series_dimension"):
        yield Dimension(field_type.name, field_type.name, _encoder(field_type))
    for key in field_type.get("time_series_dimensions") or ():
        keyed = field_type.keyed(key)
        if keyed is not None:
            yield Dimension(f"{field_type.name}.{key}", keyed.name, encode_text, keyed.key_prefix)


def _encoder(field_type: FieldType) -> Callable[[Any], bytes]:
    numbers = field_type.numbers
    if numbers is None:
        return lambda term: encode_text(str(field_type.from_term(term)).encode("utf-8", "surrogatepass"))
    if numbers.is_truth:
        return encode_truth
    if numbers.offset:
        return encode_unsigned
    return lambda number: encode_long(int(number / numbers.scale) if numbers.scale != 1 else int(number))


def values_in_batch(
    dimension: Dimension, n_inputs: int, owners: npt.NDArray[np.int32], values: Any
) -> DimensionValues | None:
    """Returns the values of a dimension; None if no input has one.

    owners: (n,) the inputs of the values, not decreasing; values: n terms, or an array of numbers
    """
    if dimension.prefix:
        owners, values = _with_prefix(dimension.prefix, owners, values)
    if not len(owners):
        return None
    distinct, ranks = _distinct(values)
    encoded: list[Sequence[bytes]] = [(), *((dimension.encode(value),) for value in distinct)]
    starts = np.flatnonzero(run_starts(owners))
    codes = np.zeros(n_inputs, np.int64)
    codes[owners[starts]] = ranks[starts] + 1
    _give_several_codes(codes, encoded, owners, ranks, starts)
    return DimensionValues(dimension.name, codes, encoded)


def _give_several_codes(
    codes: npt.NDArray[np.int64],
    encoded: list[Sequence[bytes]],
    owners: npt.NDArray[np.int32],
    ranks: npt.NDArray[Any],
    starts: npt.NDArray[np.intp],
) -> None:
    """Gives inputs with several values a code of all of these, in their order."""
    ends = np.append(starts[1:], len(owners))
    known: dict[tuple[int, ...], int] = {}
    for place in np.flatnonzero(ends - starts > 1).tolist():
        several = tuple(ranks[starts[place] : ends[place]].tolist())
        if several not in known:
            known[several] = len(encoded)
            encoded.append([value for rank in several for value in encoded[rank + 1]])
        codes[owners[starts[place]]] = known[several]


def _distinct(values: Any) -> tuple[list[Any], npt.NDArray[Any]]:
    """Returns the distinct values, and for each value its number among them."""
    if not isinstance(values, np.ndarray):
        numbers: dict[Any, int] = {}
        ranks = np.array([numbers.setdefault(value, len(numbers)) for value in values], np.int64)
        return list(numbers), ranks
    order, starts = ordered_rows(values)
    ranks = np.empty(len(values), np.int64)
    ranks[order] = np.cumsum(starts) - 1
    return values[order][starts].tolist(), ranks


def _with_prefix(
    prefix: bytes, owners: npt.NDArray[np.int32], values: Sequence[bytes]
) -> tuple[npt.NDArray[np.int32], list[bytes]]:
    kept = [place for place, value in enumerate(values) if value.startswith(prefix)]
    return owners[np.array(kept, np.intp)], [values[place][len(prefix) :] for place in kept]
