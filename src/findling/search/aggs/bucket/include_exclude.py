"""include and exclude of terms: regular expressions, lists of values, partitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError, IllegalArgumentError, ParseError, UncollectableError
from findling.base.java_values import shown
from findling.base.json_values import as_integer
from findling.base.regexp_syntax import parse_regexp
from findling.search.parameters import ObjectParameters
from findling.search.partition_hashes import hashes_of_numbers

if TYPE_CHECKING:
    from findling.search.aggs.bucket.significance.text_terms import TextTerms
    from findling.search.aggs.values.numeric_values import NumericValues
    from findling.search.aggs.values.ordinal_values import OrdinalValues

_OF_PARTITIONS: Final = ("partition", "num_partitions")


@dataclass(frozen=True, slots=True)
class IncludeExclude:
    """Which terms may make buckets of the aggregation `name`; None does not restrict.

    include, exclude: a regular expression or a tuple of values
    partition: (number, number of partitions)
    """

    include: str | tuple[Any, ...] | None = None
    exclude: str | tuple[Any, ...] | None = None
    partition: tuple[int, int] | None = None
    name: str = ""

    @classmethod
    def parse(cls, name: str, params: ObjectParameters) -> IncludeExclude | None:
        """Reads include and exclude. Raises IllegalArgumentError and ParsingError."""
        include, exclude = params.take("include"), params.take("exclude")
        if "include" not in params and "exclude" not in params:
            return None
        if isinstance(include, Mapping):
            if exclude is not None and not isinstance(exclude, str | list):
                raise params.wrong_token("exclude", exclude)
            if exclude is not None:
                last = next(name for name in reversed(params.names()) if name in ("include", "exclude"))
                fault = IllegalArgumentError("Cannot specify any excludes when using a partition-based include")
                raise params.refused(last, fault)
            return cls(partition=params.read("include", _partition, None))
        return cls(_restriction(params, "include"), _restriction(params, "exclude"), name=name)

    def ordinals(self, values: OrdinalValues | TextTerms) -> NDArray[np.bool_]:
        """Returns for every ordinal of a field whether it is accepted. Raises IllegalArgumentError."""
        if self.partition is not None:
            number, count = self.partition
            in_partition: NDArray[np.bool_] = values.partition_hashes() % np.int32(count) == number
            return in_partition
        if values.field is not None and values.field.type.terms.encoded:
            self._check_no_regexp()
        accepted = np.ones(values.n_ords, np.bool_)
        if self.include is not None:
            accepted = values.select(*_terms_or_regexp(values, self.include))
        if self.exclude is not None:
            accepted &= ~values.select(*_terms_or_regexp(values, self.exclude))
        return accepted

    def numbers(self, values: NumericValues, found: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Returns for every one of the values found whether it is accepted. Raises IllegalArgumentError."""
        if self.partition is not None:
            number, count = self.partition
            in_partition: NDArray[np.bool_] = hashes_of_numbers(found) % np.int64(count) == number
            return in_partition
        self.check_numeric()
        accepted = np.ones(len(found), np.bool_)
        if self.include:
            # as in Elasticsearch, an empty list restricts texts only
            accepted = _are_among(found, values.column_values(self.include))
        if self.exclude is not None:
            accepted &= ~_are_among(found, values.column_values(self.exclude))
        return accepted

    def check_numeric(self) -> None:
        """Raises UncollectableError if there are regular expressions, which no numbers go with."""
        self._check_no_regexp("numeric values", " used to filter numeric fields")

    def _check_no_regexp(self, wanted: str = "values", purpose: str = "") -> None:
        if isinstance(self.include, str) or isinstance(self.exclude, str):
            raise UncollectableError(
                f"Aggregation [{self.name}] cannot support regular expression style include/exclude settings as they "
                f"can only be applied to string fields. Use an array of {wanted} for include/exclude clauses{purpose}"
            )


def _are_among(found: NDArray[np.float64], wanted: Any) -> NDArray[np.bool_]:
    """Returns which values are among others; as columns do, -0.0 from 0.0 apart."""
    others = np.asarray(wanted, found.dtype)
    if found.dtype == np.float64:
        return np.isin(found.view(np.int64), others.view(np.int64))
    return np.isin(found, others)


def _terms_or_regexp(values: OrdinalValues | TextTerms, given: str | tuple[Any, ...]) -> tuple[list[bytes], str | None]:
    return ([], given) if isinstance(given, str) else ([values.encode(value) for value in given], None)


def _restriction(params: ObjectParameters, name: str) -> str | tuple[Any, ...] | None:
    value = params.take(name)
    if name not in params:
        return None
    if isinstance(value, str):
        params.read(name, parse_regexp, None)
        return value
    if not isinstance(value, list):
        raise params.wrong_token(name, value)
    for place, entry in enumerate(value):
        if entry is None or isinstance(entry, Mapping | list):
            fault = ParseError("Array elements in include/exclude clauses should be string values")
            raise params.refused(name, fault.at(name, place))
    # in the order in which Elasticsearch converts them, which tells of the first that cannot be
    return tuple(sorted(value, key=lambda entry: shown(entry).encode()))


def _partition(given: Mapping[str, object]) -> tuple[int, int]:
    read = {name: _part(name, value) for name, value in given.items()}
    for name in _OF_PARTITIONS:
        if name not in read:
            raise IllegalArgumentError(f"Missing [{name}] parameter for partition-based include")
    number, count = (read[name] for name in _OF_PARTITIONS)
    if number < 0 or count <= number:
        raise IllegalArgumentError(f"Partition must be >=0 and < numPartition which is {count}")
    return number, count


def _part(name: str, value: object) -> int:
    if name in _OF_PARTITIONS:
        try:
            return as_integer(value)
        except FindlingError as fault:
            raise fault.at("include", name) from fault.__cause__
    raise ParseError(f"Unknown parameter in Include/Exclude clause: {name}").at("include", name)
