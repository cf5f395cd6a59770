"""percolator: queries as documents.

Beside the query itself, hidden fields keep what a document has to contain to match it, so that few of the stored
queries have to be tried on a document:

    NAME.extracted_terms            terms, as FIELD NUL TERM
    NAME.range_field                ranges of numbers, as FIELD NUL and what `encode_range` makes of the ends
    NAME.minimum_should_match_field of how many of these there have to be enough
    NAME.extraction_result          complete: whoever has enough matches; partial: may match; failed: anybody may
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import orjson

from findling.base.errors import FindlingError, IllegalArgumentError, ParsingError, QueryShardError
from findling.base.json_values import json_text
from findling.mapping.field_type import FieldType, Origin, register
from findling.mapping.parsed_batch import FieldStructures

if TYPE_CHECKING:
    from findling.mapping.mapping import Mapping as IndexMapping

SEPARATOR: Final = b"\0"
COMPLETE, PARTIAL, FAILED = b"complete", b"partial", b"failed"
_LONGEST_TERM: Final = 32_766
# so many queries of a batch are remembered while its hidden fields are made
_REMEMBERED: Final = 16_384


@dataclass(frozen=True, slots=True)
class Extraction:
    """What is kept of a query beside its text.

    terms, ranges: encoded; least: how many of them a document needs, None if nothing can be told
    result: COMPLETE, PARTIAL or FAILED
    """

    terms: tuple[bytes, ...] = ()
    ranges: tuple[bytes, ...] = ()
    least: int | None = None
    result: bytes = FAILED


QueryReader = Callable[[Any, "IndexMapping | None"], Extraction]
_readers: list[QueryReader] = []


def read_queries_with(reader: QueryReader) -> None:
    """Makes `reader`, which raises FindlingErrors, look at every query that is indexed, with the mapping it is for.

    Parsing queries is the business of a package above this one, which registers itself here.
    """
    _readers[:] = [reader]


def extraction(
    terms: list[tuple[str, bytes]], ranges: list[tuple[str, int | float, int | float]], least: int, exact: bool
) -> Extraction:
    """Returns the encoded extraction; FAILED if a term is too long to be kept."""
    encoded = tuple(sorted(encode_term(field, term) for field, term in terms))
    if any(len(term) > _LONGEST_TERM for term in encoded):
        return Extraction()
    intervals = tuple(sorted(encode_range(*interval) for interval in ranges))
    return Extraction(encoded, intervals, least, COMPLETE if exact else PARTIAL)


def encode_term(field: str, term: bytes) -> bytes:
    """Returns the term that stands for a term of a field."""
    return field.encode() + SEPARATOR + term


def encode_range(field: str, low: int | float, high: int | float) -> bytes:
    """Returns the term that stands for a range: the ends are 8 bytes each, whole numbers or floats."""
    whole = isinstance(low, int) and isinstance(high, int) and -(2**63) <= low <= high < 2**63
    ends = struct.pack("<cqq", b"l", low, high) if whole else struct.pack("<cdd", b"d", float(low), float(high))
    return field.encode() + SEPARATOR + ends


def decode_range(term: bytes) -> tuple[str, int | float, int | float]:
    """Returns field and ends of an encoded range."""
    _, low, high = struct.unpack("<cqq" if term[-17:-16] == b"l" else "<cdd", term[-17:])
    return term[:-18].decode(), low, high


@register
class PercolatorFieldType(FieldType):
    """A query, kept as its JSON text in a dictionary of its own."""

    type_name = "percolator"
    family = "percolator"
    single_valued = True
    needs_document = True
    names_field_in_errors = False
    takes_objects = True
    has_fielddata = False

    def configure(self) -> None:
        self.structures = FieldStructures("term", doc_values="ordinals")
        self.null_value = "null"  # no query either
        self._seen: dict[bytes, Extraction] = {}
        self._seen_by: object = None
        self.terms_field, self.range_field, self.least_field, self.result_field = (
            f"{self.name}.{name}"
            for name in ("extracted_terms", "range_field", "minimum_should_match_field", "extraction_result")
        )
        self.companions = (
            ExtractedFieldType(self, self.terms_field, lambda found: found.terms),
            ExtractedFieldType(self, self.range_field, lambda found: found.ranges),
            ExtractedCountType(self, self.least_field, lambda found: () if found.least is None else (found.least,)),
            ExtractedFieldType(self, self.result_field, lambda found: (found.result,)),
        )

    @property
    def is_searchable(self) -> bool:
        return False

    @property
    def has_doc_values(self) -> bool:
        return False

    def parse_in_document(self, value: object, origin: Origin) -> bytes:
        if not isinstance(value, dict):
            raise ParsingError("[_na] query malformed, must start with start_object")
        text = json_text(value)
        self._extract(text, value, origin)
        return text

    def parse_value(self, value: object) -> bytes:
        return self.parse_in_document(value, Origin("", None, {}))

    def extracted(self, value: object, origin: Origin) -> Extraction | None:
        """Returns what is kept of a query, None if it is none."""
        try:
            return self._extract(json_text(value), value, origin) if isinstance(value, dict) else None
        except FindlingError:
            return None  # the field itself reports it

    def _extract(self, text: bytes, value: object, origin: Origin) -> Extraction:
        if self._seen_by is not origin.mapping or len(self._seen) >= _REMEMBERED:
            self._seen, self._seen_by = {}, origin.mapping
        found = self._seen.get(text)
        if found is None:
            found = self._seen[text] = _readers[0](value, origin.mapping) if _readers else Extraction()
        return found

    def several_values(self) -> IllegalArgumentError:
        return IllegalArgumentError("a document can only contain one percolator query")

    @property
    def presence_name(self) -> str:
        # as in Elasticsearch, queries of which nothing can be told are not noted
        return self.least_field

    def fetched(self, value: object, format: str | None = None) -> object:
        return value

    def index_term(self, value: object) -> bytes:
        raise QueryShardError("Percolator fields are not searchable directly, use a percolate query instead")

    def from_term(self, term: bytes) -> object:
        return orjson.loads(term)


class ExtractedFieldType(FieldType):
    """A hidden field of a percolator field: some of what was extracted from its queries."""

    type_name = "percolator_extraction"
    family = "keyword"
    expands = True
    takes_objects = True
    needs_document = True

    def __init__(
        self, percolator: PercolatorFieldType, name: str, part: Callable[[Extraction], tuple[Any, ...]]
    ) -> None:
        self._percolator = percolator
        self._part = part
        super().__init__(name, {}, percolator.context)

    def configure(self) -> None:
        self.structures = FieldStructures("term", index="docs")

    def leaves_in_document(self, value: object, origin: Origin) -> list[object]:
        found = self._percolator.extracted(value, origin)
        return [] if found is None else list(self._part(found))

    def parse_value(self, value: Any) -> Any:
        return value

    @property
    def has_doc_values(self) -> bool:
        return False


class ExtractedCountType(ExtractedFieldType):
    """The same for a number."""

    def configure(self) -> None:
        self.structures = FieldStructures("long", doc_values="numeric")
