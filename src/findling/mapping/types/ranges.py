"""integer_range, long_range, float_range, double_range, date_range, ip_range: intervals, as one term each.

A term is the lower and the upper bound, both inclusive, encoded so that bytes sort as values do. All terms of a field
have one length, so a query compares whole dictionaries at once (`bounds_of_terms`), then takes the documents of the
terms that fit: the bounds of several intervals in one document cannot get mixed up.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from findling.base.errors import DocumentParsingError, IllegalArgumentError
from findling.base.java_values import shown
from findling.mapping import parameters
from findling.mapping.dates import date_formatter
from findling.mapping.field_type import FieldType, register
from findling.mapping.parameters import Parameter
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.synthetic_values import SourceOrder
from findling.mapping.traits import ENCODED_TERMS
from findling.mapping.types.date import DEFAULT_FORMAT, DateFieldType
from findling.mapping.types.floats import DoubleFieldType, FloatFieldType
from findling.mapping.types.integers import IntegerFieldType, LongFieldType, WholeNumberFieldType
from findling.mapping.types.ip import LAST, address_of, network_bounds, text_of_address
from findling.mapping.value_range import BOUND_NAMES, Bounds, EndKind, ValueRange

RELATIONS: Final = ("intersects", "within", "contains")
SIGN: Final = 1 << 63
Words = npt.NDArray[np.uint64]


def encode_long(value: int) -> bytes:
    """Returns 8 bytes that sort as the signed integers do."""
    return (value + SIGN).to_bytes(8, "big")


def encode_double(value: float) -> bytes:
    """Returns 8 bytes that sort as the numbers do, infinities included."""
    bits = int(np.float64(value + 0.0).view(np.uint64))
    return ((bits ^ (2 * SIGN - 1)) if bits & SIGN else bits | SIGN).to_bytes(8, "big")


def decode_double(encoded: bytes) -> float:
    """Returns the number of encode_double."""
    bits = int.from_bytes(encoded, "big")
    bits = bits ^ SIGN if bits & SIGN else bits ^ (2 * SIGN - 1)
    return float(np.uint64(bits).view(np.float64))


def bounds_of_terms(blob: npt.NDArray[np.uint8], width: int) -> tuple[Words, Words]:
    """Returns the lower and the upper bounds of a whole dictionary, (n_terms, width / 8) uint64 each.

    blob: (n_terms * 2 * width,) uint8, all terms
    """
    words = np.ascontiguousarray(blob).view(">u8").reshape(-1, 2 * width // 8)
    half = width // 8
    return words[:, :half].astype(np.uint64), words[:, half:].astype(np.uint64)


def related(blob: npt.NDArray[np.uint8], bounds: Bounds, relation: str) -> npt.NDArray[np.int64]:
    """Returns the ordinals of the intervals that have a relation to one given interval, increasing.

    blob: all terms of a dictionary; bounds: encoded, inclusive; relation: intersects, within, contains
    """
    width = len(bounds[0])
    low, high = bounds_of_terms(blob, width)
    first, last = (np.frombuffer(bound, ">u8").astype(np.uint64) for bound in bounds)
    if relation == "within":
        fits = _at_most(first, low) & _at_most(high, last)
    elif relation == "contains":
        fits = _at_most(low, first) & _at_most(last, high)
    else:
        fits = _at_most(low, last) & _at_most(first, high)
    return np.flatnonzero(fits)


def _at_most(left: Words, right: Words) -> npt.NDArray[np.bool_]:
    """Compares numbers of one or two words, row by row."""
    result = left[..., -1] <= right[..., -1]
    if left.shape[-1] == 2:
        result = (left[..., 0] < right[..., 0]) | ((left[..., 0] == right[..., 0]) & result)
    return np.asarray(result)


class RangeFieldType(FieldType):
    """Base of the range types.

    point_type: the type of the bounds, None for addresses
    """

    family = "range"
    terms = ENCODED_TERMS
    takes_objects = True
    ends_are: ClassVar[EndKind] = "numbers"
    PARAMETERS = parameters.table(
        parameters.INDEX, parameters.DOC_VALUES, parameters.STORE, parameters.with_default(parameters.COERCE, True)
    )
    point_type: ClassVar[type[FieldType]]

    def configure(self) -> None:
        self.point = self.point_type(self.name, self.point_params(), self.context)
        self.structures = FieldStructures(
            "term",
            index="docs" if self.get("index") else "none",
            doc_values="ordinals" if self.get("doc_values") else "none",
        )

    @property
    def intervals(self) -> "RangeFieldType":
        return self

    def check_sortable(self) -> None:
        raise IllegalArgumentError(f"Sorting by range field [{self.name}] is not supported")

    def point_params(self) -> dict[str, object]:
        """Returns the parameters of the type of the bounds."""
        return {"coerce": self.get("coerce")}

    def parse_value(self, value: object) -> bytes:
        return b"".join(self.document_bounds(self._given_bounds(value)))

    def _given_bounds(self, value: object) -> dict[str, object]:
        """Returns the bounds of a document's value by name; a name given later takes the place of its counterpart."""
        if not isinstance(value, dict):
            leaf = self.name.rpartition(".")[2]
            raise DocumentParsingError(f"error parsing field [{self.name}], expected an object but got {leaf}")
        bounds: dict[str, Any] = {}
        for name, bound in value.items():
            if name not in BOUND_NAMES:
                raise DocumentParsingError(f"error parsing field [{self.name}], with unknown parameter [{name}]")
            bounds.pop(name[:-1] if name.endswith("e") else f"{name}e", None)
            bounds[name] = bound
        return bounds

    def document_bounds(self, given: Mapping[str, Any]) -> Bounds:
        """Returns the encoded inclusive bounds of a document's interval; raises IllegalArgumentError."""
        parsed = {
            name: self._open_end(name) if bound is None else self.point.parse_value(bound)
            for name, bound in given.items()
        }
        return self._checked(*self.point.column_range(ValueRange(**parsed)))

    def _open_end(self, name: str) -> Any:
        """Returns what a null bound of a document stands for; None for an open end."""
        return None

    def _checked(self, low: Any, high: Any) -> Bounds:
        if low > high:
            raise IllegalArgumentError(f"min value ({low}) is greater than max value ({high})")
        return self.encode(low), self.encode(high)

    def query_bounds(self, wanted: ValueRange) -> Bounds | None:
        """Returns the encoded inclusive bounds of a query; None if no value is within."""
        low, high = self.point.column_range(wanted)
        return None if low > high else (self.encode(low), self.encode(high))

    def encode(self, bound: Any) -> bytes:
        """Returns a bound's bytes."""
        return encode_long(bound)

    def decode(self, encoded: bytes) -> Any:
        """Returns the JSON value of a bound; None for an open end."""
        return self.point.from_column(int.from_bytes(encoded, "big") - SIGN)

    def index_term(self, value: object) -> bytes:
        bounds = self.query_bounds(ValueRange.equal_to(value))
        return b"".join(bounds) if bounds is not None else b""

    def ends(self, terms: Sequence[bytes]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]] | None:
        """Returns the lower and the upper ends of terms, (n,) int64 or float64 each; None for addresses."""
        low, high = bounds_of_terms(np.frombuffer(b"".join(terms), np.uint8), 8)
        return self.numbers_of(low[:, 0]), self.numbers_of(high[:, 0])

    def numbers_of(self, words: Words) -> npt.NDArray[Any]:
        """Returns the numbers of encoded ends, (n,) uint64."""
        return (words ^ np.uint64(SIGN)).view(np.int64)

    def fetched(self, value: Any, format: str | None = None) -> Any:
        """Returns the bounds that stand in a document, under the names they have there."""
        self.parse_value(value)
        return {name: None if bound is None else self.point.fetched(bound, format) for name, bound in value.items()}

    @property
    def source_order(self) -> SourceOrder:
        return "distinct" if self.has_doc_values else "kept"

    def source_value(self, value: bytes) -> object:
        half = len(value) // 2
        lowest, highest = self.document_bounds({})
        low, high = value[:half], value[half:]
        return {
            "gte": None if low == lowest else self.source_bound(low),
            "lte": None if high == highest else self.source_bound(high),
        }

    def source_bound(self, encoded: bytes) -> object:
        """Returns the JSON value of a bound as a synthetic source shows it."""
        return self.decode(encoded)

    def from_term(self, term: bytes) -> object:
        half = len(term) // 2
        return {"gte": self.decode(term[:half]), "lte": self.decode(term[half:])}


class WholeRangeFieldType(RangeFieldType):
    """Bounds that are whole numbers; a null `gt` or `lt` leaves out the outermost one."""

    point_type: ClassVar[type[WholeNumberFieldType]]

    def _open_end(self, name: str) -> Any:
        return {"gt": self.point_type.least, "lt": self.point_type.greatest}.get(name)


@register
class IntegerRangeFieldType(WholeRangeFieldType):
    """Bounds of 32 bits."""

    type_name = "integer_range"
    point_type = IntegerFieldType


@register
class LongRangeFieldType(WholeRangeFieldType):
    """Bounds of 64 bits."""

    type_name = "long_range"
    point_type = LongFieldType


@register
class DoubleRangeFieldType(RangeFieldType):
    """Bounds of double precision."""

    type_name = "double_range"
    point_type: ClassVar[type[FieldType]] = DoubleFieldType

    def encode(self, bound: Any) -> bytes:
        return encode_double(bound)

    def decode(self, encoded: bytes) -> Any:
        return decode_double(encoded)

    def numbers_of(self, words: Words) -> npt.NDArray[Any]:
        sign = np.uint64(SIGN)
        return np.where(words & sign, words ^ sign, ~words).view(np.float64)


@register
class FloatRangeFieldType(DoubleRangeFieldType):
    """Bounds of single precision."""

    type_name = "float_range"
    point_type = FloatFieldType

    def source_bound(self, encoded: bytes) -> object:
        return self.point.source_value(self.decode(encoded))


@register
class DateRangeFieldType(RangeFieldType):
    """Bounds in milliseconds; missing parts of `gt` and `lte` are filled up, those of `gte` and `lt` down."""

    type_name = "date_range"
    ends_are = "dates"
    formats_doc_values = True
    PARAMETERS = parameters.table(
        parameters.INDEX,
        parameters.DOC_VALUES,
        parameters.STORE,
        parameters.COERCE,
        Parameter("format", DEFAULT_FORMAT, parameters.read_string),
        Parameter("locale", "en", parameters.read_string),
    )
    point_type = DateFieldType

    @property
    def intervals(self) -> "RangeFieldType":
        return self

    def check_sortable(self) -> None:
        raise IllegalArgumentError(f"Sorting by range field [{self.name}] is not supported")

    def configure(self) -> None:
        date_formatter(self.get("format"), self.get("locale"))
        super().configure()

    def point_params(self) -> dict[str, object]:
        return {"format": self.get("format"), "locale": self.get("locale")}

    def document_bounds(self, given: Mapping[str, Any]) -> Bounds:
        for name, bound in given.items():
            if isinstance(bound, str) and bound.startswith("now"):
                raise IllegalArgumentError(f"now is not used at indexing time: [{name}] is [{shown(bound)}]")
        return self._checked(*self.point.column_range(ValueRange(**given)))

    def check_format(self, format: str) -> None:
        self.point.check_format(format)

    def doc_value(self, value: Any, format: str | None = None) -> Any:
        if format is None:
            return self.from_term(value)
        bounds = (int.from_bytes(part, "big") - SIGN for part in (value[:8], value[8:]))
        shown_bounds = (None if abs(end) >= SIGN - 1 else self.point.format_value(end, format) for end in bounds)
        return dict(zip(("gte", "lte"), shown_bounds, strict=True))


@register
class IpRangeFieldType(RangeFieldType):
    """Bounds of 16 bytes; a network such as `10.0.0.0/8` is an interval too."""

    type_name = "ip_range"
    ends_are = "addresses"

    def configure(self) -> None:
        self.structures = FieldStructures(
            "term",
            index="docs" if self.get("index") else "none",
            doc_values="ordinals" if self.get("doc_values") else "none",
        )

    def parse_value(self, value: object) -> bytes:
        if isinstance(value, str):
            if "/" not in value:
                raise IllegalArgumentError(f"Expected [ip/prefix] but was [{value}]")
            return b"".join(network_bounds(value))
        return super().parse_value(value)

    def document_bounds(self, given: Mapping[str, Any]) -> Bounds:
        bounds = self.query_bounds(ValueRange(**given))
        if bounds is None:
            raise IllegalArgumentError("min value cannot be greater than max value for range field")
        return bounds

    def query_bounds(self, wanted: ValueRange) -> Bounds | None:
        low, high = 0, int.from_bytes(LAST, "big")
        for name, bound in wanted.bounds().items():
            first, last = self._ends(bound)
            if name in ("gt", "gte"):
                low = max(low, first if name == "gte" else last + 1)
            else:
                high = min(high, last if name == "lte" else first - 1)
        return None if low > high else (low.to_bytes(16, "big"), high.to_bytes(16, "big"))

    def ends(self, terms: Sequence[bytes]) -> None:
        return None

    def fetched(self, value: object, format: str | None = None) -> object:
        self.parse_value(value)
        return value

    @staticmethod
    def _ends(bound: object) -> tuple[int, int]:
        text = shown(bound)
        ends = network_bounds(text) if "/" in text else (address_of(text),) * 2
        return int.from_bytes(ends[0], "big"), int.from_bytes(ends[1], "big")

    def decode(self, encoded: bytes) -> str:
        return text_of_address(encoded)
