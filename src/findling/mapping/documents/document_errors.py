"""What is wrong with single documents of a batch: errors and ignored fields."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from findling.base.errors import (
    DocumentParsingError,
    FindlingError,
    InputCoercionError,
    JsonParseError,
    StrictDynamicMappingError,
    XContentParseError,
)
from findling.base.java_values import shown
from findling.base.json_values import json_text
from findling.mapping.dates import date_formatter
from findling.mapping.documents.slots import Slots
from findling.mapping.documents.source_location import (
    dotted_key_location,
    end_location,
    first_places,
    location_of,
    number_of,
)
from findling.mapping.field_type import FieldType, Origin

PREVIEW_LENGTH = 100


class _Fault(NamedTuple):
    """A value that made an input fail; of_key: its key did."""

    path: str
    value: Any
    of_key: bool


class DocumentErrors:
    """Collects, per input, its first error and the fields that were left out.

    Columns are parsed one after the other, whatever the order of fields in a document: of several values that are
    wrong, the one that stands first is reported.
    ids, sources, routings: of the inputs
    raw: input number -> its JSON text, to name line and column; None: a compact rendering stands in for it, which is
        what most clients send
    timestamp: the field that documents of time series are told by, which have no ids yet
    errors: input number -> error
    ignored: slot -> names of fields
    """

    def __init__(
        self,
        ids: Sequence[str],
        sources: Sequence[Mapping[str, object]],
        slots: Slots,
        raw: Callable[[int], bytes] | None,
        routings: Sequence[str | None] | None = None,
        timestamp: FieldType | None = None,
    ) -> None:
        self._ids = ids
        self._routings = routings
        self._sources = sources
        self._slots = slots
        self._raw = raw
        self._timestamp = timestamp
        self.errors: dict[int, FindlingError] = {}
        self.ignored: dict[int, set[str]] = {}
        # of inputs that a value made fail: which value; of those with several such paths: where each path stands
        self._faults: dict[int, _Fault] = {}
        self._places: dict[int, dict[str, int]] = {}
        # told only of inputs in which no value is wrong
        self._faults_of_documents: dict[int, FindlingError] = {}

    def fail(self, number: int, error: FindlingError) -> None:
        """Notes why an input failed."""
        self.errors.setdefault(number, error)

    def fail_at(self, slot: int, error: FindlingError, path: str, value: object, of_key: bool = False) -> None:
        """Notes that a value (or its key) made an input fail; `locate` puts its place in front of the reason."""
        number = self._slots.input_of(slot)
        if number not in self.errors or self._stands_before(number, path):
            self.errors[number] = error
            self._faults[number] = _Fault(path, value, of_key)

    def locate(self) -> None:
        """Names the places of values in the JSON text, once it is known which values are reported."""
        for number, fault in self._faults.items():
            error = self.errors[number]
            place = location_of(self._text(number), fault.path, fault.value, fault.of_key)
            if isinstance(error, StrictDynamicMappingError):
                self._place_strict(number, fault, error, None if place is None else place[0])
                continue
            if place is None:
                continue
            if isinstance(error.__cause__, XContentParseError):
                self._name_number(number, fault, error, error.__cause__)
                _place_word(fault.value, place[1], error.__cause__)
            _reword(error, f"[{place[1]}] {error.reason}")
            cause = error.__cause__
            if isinstance(cause, DocumentParsingError):
                _reword(cause, f"[{place[1]}] {cause.reason}")
            elif isinstance(cause, FindlingError):
                _reword(
                    cause, cause.reason.replace("Expected text but found", f"Expected text at {place[0]} but found")
                )
        self._faults.clear()
        for number, error in self._faults_of_documents.items():
            self.errors.setdefault(number, error)

    def _place_strict(self, number: int, fault: _Fault, error: FindlingError, start: str | None) -> None:
        """A field that may not come is told where its value begins; one in a key with dots, where the key does."""
        start = start or dotted_key_location(self._text(number), fault.path)
        if start is not None:
            _reword(error, f"[{start}] {error.reason}")

    def _name_number(self, number: int, fault: _Fault, error: FindlingError, cause: XContentParseError) -> None:
        """Puts a number that is no long or int into the reasons as it stands in the text, with all its digits."""
        found = number_of(self._text(number), fault.path, fault.value)
        coercion = cause.__cause__
        if found is None or isinstance(fault.value, (dict, list)) or not isinstance(coercion, InputCoercionError):
            return
        text, place = found
        if not set(text) & set(".eE"):
            _reword(error, error.reason.replace(f"'{shown(fault.value)}'", f"'{text}'"))
        reason = cause.reason.replace(f"({fault.value})", f"({text})", 1)
        _reword(cause, f"[{place}] {reason}")
        _reword(coercion, reason)

    def _stands_before(self, number: int, path: str) -> bool:
        """Whether a path stands before that of the value which made an input fail."""
        fault = self._faults.get(number)
        if fault is None or fault.path == path:
            return False
        places = self._places.get(number)
        if places is None:
            places = self._places[number] = first_places(self._text(number))
        return path in places and places[path] < places.get(fault.path, -1)

    def refuse_fields(self, number: int, cause: FindlingError) -> None:
        """Notes that the new fields of an input are not accepted."""
        place = end_location(self._text(number))
        self.fail(number, caused(DocumentParsingError(f"[{place}] failed to parse: {cause.reason}"), cause))

    def _text(self, number: int) -> bytes:
        if self._raw is not None:
            return self._raw(number)
        try:
            return json.dumps(self._sources[number], ensure_ascii=False, separators=(",", ":"), default=str).encode()
        except (RecursionError, UnicodeEncodeError):
            return b"{}"

    def refuse(self, field_type: FieldType, path: str, slot: int, value: object, cause: FindlingError) -> None:
        """Notes a value that its field cannot take: an ignored field if the mapping says so, else an error.

        path: where the value stands in the source
        """
        if _may_be_ignored(field_type, value):
            self.ignore(slot, field_type.name)
            return
        if cause.is_of_document:
            self._faults_of_documents.setdefault(self._slots.input_of(slot), cause)
            return
        if not field_type.names_field_in_errors:
            if isinstance(cause, DocumentParsingError):
                told = DocumentParsingError(cause.reason)
                told.__cause__ = cause.__cause__
                self.fail_at(slot, told, path, value)
                return
            self.fail_at(slot, caused(DocumentParsingError(f"failed to parse: {cause.reason}"), cause), path, value)
            return
        preview = shown(field_type.previewed(value))[:PREVIEW_LENGTH]
        reason = (
            f"failed to parse field [{field_type.name}] of type [{field_type.type_name}] in "
            f"{self._description(slot, path)}. Preview of field's value: '{preview}'"
        )
        self.fail_at(slot, caused(DocumentParsingError(reason), cause), path, value)

    def _description(self, slot: int, path: str) -> str:
        """Returns what tells a document from others, as far as it is known when the value at a path is read."""
        origin = self.origin_of(slot)
        if self._timestamp is None:
            return f"document with id '{origin.id}'"
        names = list(origin.source)
        name = self._timestamp.name
        if name not in names or names.index(name) > names.index(next((n for n in names if path.startswith(n)), name)):
            return "a time series document"
        given = origin.source[name]
        try:
            value = self._timestamp.parse_value(given[0] if isinstance(given, list) and given else given)
        except FindlingError:
            return "a time series document"
        return f"a time series document at [{date_formatter('strict_date_time').format(value)}]"

    def origin_of(self, slot: int) -> Origin:
        """Returns the document that a slot belongs to."""
        number = self._slots.input_of(slot)
        routing = None if self._routings is None else self._routings[number]
        return Origin(self._ids[number], routing, self._sources[number])

    def ignore(self, slot: int, field: str) -> None:
        """Notes a field of which a value was left out."""
        self.ignored.setdefault(slot, set()).add(field)

    def ignored_terms(self) -> list[tuple[int, bytes]]:
        """Returns (root slot, field name) pairs of all ignored fields, in slot order."""
        names: dict[int, set[str]] = {}
        for slot, fields in self.ignored.items():
            names.setdefault(self._slots.input_of(slot), set()).update(fields)
        return [(root, name.encode()) for root in sorted(names) for name in sorted(names[root])]


def _may_be_ignored(field_type: FieldType, value: object) -> bool:
    """Tells whether the mapping leaves a wrong value out: not where the type cannot, and no objects but geometries.

    Source: Elasticsearch reference, ignore_malformed, "Limits for JSON objects".
    """
    if "ignore_malformed" not in field_type.PARAMETERS or not field_type.get("ignore_malformed"):
        return False
    return not isinstance(value, dict) or field_type.family.startswith("geo_")


def _reword(error: FindlingError, reason: str) -> None:
    error.reason = reason
    error.args = (reason,)


def _place_word(value: object, start: str, cause: XContentParseError) -> None:
    """Says where the text goes on behind a value that is not of the kind that is read. start: where that begins"""
    if isinstance(cause.__cause__, JsonParseError):
        line, _, col = start.partition(":")
        cause.reason = f"[{line}:{int(col) + len(json_text(value))}] {cause.reason}"


def caused(error: FindlingError, cause: FindlingError) -> FindlingError:
    """Returns the error with its cause set."""
    error.__cause__ = cause
    return error
