"""cef: lines in the Common Event Format of ArcSight become fields, with the names of the Elastic Common Schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

from findling.base.dates.zone import UTC_ZONE, zone_of
from findling.base.errors import FindlingError, IllegalArgumentError, NumberFormatError
from findling.base.lazy import lazy_module
from findling.base.matching import TIME_LIMIT_S
from findling.ingest.addresses import parse_address
from findling.ingest.dates import parse_date
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import field_path
from findling.ingest.processor import Making, Processor, register
from findling.ingest.templates import TextTemplate, text_template
from findling.ingest.text_processor import FieldOptions
from findling.mapping.dates import date_formatter

regex: Any = lazy_module("regex")  # unlike `re`, it can be stopped
_HEADERS: Final = 7
# of each member of a header: where it goes below the target, and its name in the common schema
_HEADER_FIELDS: Final = (
    ("version", None),
    ("device.vendor", "observer.vendor"),
    ("device.product", "observer.product"),
    ("device.version", "observer.version"),
    ("device.event_class_id", "event.code"),
    ("name", None),
    ("severity", None),
)
_KEY: Final = r"[\w-]+(?:\.[^.=\s|\\\[\]]+)*(?:\[[0-9]+\])?(?==)"
_VALUE: Final = rf"(?:[^\s\\]|\\[^|]|\s(?!{_KEY}=))*"
_EXTENSION: Final = rf"({_KEY})=({_VALUE})(?:\s+|$)"
_ESCAPED: Final = re.compile(r"\\([\\=\n\r])")
_MAC: Final = re.compile(
    r"(?:[0-9A-Fa-f]{2}[:|-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{2}[:|-]){7}[0-9A-Fa-f]{2}|"
    r"(?:[0-9A-Fa-f]{4}\.){2,3}[0-9A-Fa-f]{4}"
)
_TIMES: Final = [f"MMM dd {year}HH:mm:ss{rest}" for year in ("", "yyyy ") for rest in (".SSS zzz", ".SSS", " zzz", "")]
_WRITTEN: Final = "uuuu-MM-dd'T'HH:mm:ss.SSSXXX"
Reader = Callable[[str, str], Any]
"""A value and the zone of times that name none -> what is stored. Raises IllegalArgumentError."""


class Extension(NamedTuple):
    """A key that the format knows. name: in full; kind: of its values; common: its name in the common schema"""

    name: str
    kind: str
    common: str | None


class CefEvent(NamedTuple):
    """A line, taken apart. headers: its seven members; extensions: key -> text"""

    headers: list[str]
    extensions: dict[str, str]


@cache
def extensions() -> Mapping[str, Extension]:
    """Returns the keys that the format knows."""
    found = {}
    text = resources.files("findling.ingest.processors.texts").joinpath("data", "cef.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            key, name, kind, common = line.split()
            found[key] = Extension(name, kind, None if common == "-" else common)
    return found


def parse_cef(line: str) -> CefEvent:
    """Returns the parts of a line. Raises IllegalArgumentError."""
    headers, rest = _headers(line)
    if not headers or not headers[0].startswith("CEF:"):
        raise IllegalArgumentError("Invalid CEF format")
    if len(headers) != _HEADERS:
        raise IllegalArgumentError("Incomplete CEF header")
    return CefEvent([headers[0][4:], *headers[1:]], _extensions(rest))


def _headers(line: str) -> tuple[list[str], str]:
    """Returns the members before the extensions, and what comes after them."""
    headers: list[str] = []
    member, place = "", 0
    while place < len(line) and len(headers) < _HEADERS:
        char = line[place]
        if char == "\\" and line[place + 1 : place + 2] in ("\\", "|"):
            place += 1
            member += line[place]
        elif char == "|":
            headers.append(member)
            member = ""
        else:
            member += char
        place += 1
    return headers, line[place:]


@cache
def _extension() -> Any:
    return regex.compile(_EXTENSION, regex.ASCII)


def _extensions(text: str) -> dict[str, str]:
    found, end = {}, 0
    try:
        pairs = list(_extension().finditer(text, timeout=TIME_LIMIT_S))
    except TimeoutError:
        raise IllegalArgumentError("the extensions of the CEF event take too long to read") from None
    for pair in pairs:
        key, value = pair.groups()
        if pair is pairs[-1]:
            value = value.strip()
        if "=" in re.sub(r"\\.", "", value, flags=re.DOTALL):
            raise IllegalArgumentError("CEF extensions contain unescaped equals sign")
        found[key] = _ESCAPED.sub(r"\1", value)
        end = pair.end()
    if end < len(text):
        raise IllegalArgumentError(f"Invalid extensions in the CEF event: {text[end:]}")
    return found


def _whole(value: str, zone: str) -> int:
    if re.fullmatch(r"[+-]?[0-9]+", value) is None:
        raise NumberFormatError.of(value)
    return int(value)


def _decimal(value: str, zone: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise NumberFormatError.of(value) from None


def _time(value: str, zone: str) -> str:
    """Returns a time in a zone as dates are written. A time without its year is of the present one."""
    if re.fullmatch(r"[+-]?[0-9]+", value):
        seconds, millis = divmod(int(value), 1000)
        return _written(seconds, millis * 1_000_000, zone)
    try:
        moment = parse_date(value, _TIMES, zone, "en")
    except FindlingError:
        raise IllegalArgumentError(f"Value is not a valid timestamp: {value}") from None
    return _written(moment.epoch_s, moment.nanos, zone)


def _written(seconds: int, nanos: int, zone: str) -> str:
    return date_formatter(_WRITTEN).formats[0].format(seconds, nanos, UTC_ZONE if zone == "Z" else zone_of(zone))


def _hardware(value: str, zone: str) -> str:
    is_bare = len(value) in (12, 16) and value[2] not in ":-" and value[4] != "."
    shown = ":".join(re.findall(".{1,2}", value)) if is_bare else value
    if _MAC.fullmatch(shown) is None:
        raise IllegalArgumentError("Invalid MAC address format")
    return shown


def _address(value: str, zone: str) -> str:
    try:
        return str(parse_address(value))
    except IllegalArgumentError as error:
        raise IllegalArgumentError("Invalid IP address format") from error


_READERS: Final[Mapping[str, Reader]] = {
    "text": lambda value, zone: value,
    "whole": _whole,
    "decimal": _decimal,
    "time": _time,
    "mac": _hardware,
    "ip": _address,
}


class CefProcessor(Processor):
    """Takes a line apart. zone: of times that name none, and of what is written; None for UTC"""

    kind = "cef"

    def __init__(self, field: FieldOptions, target: str, drops_empty: bool, zone: TextTemplate | None) -> None:
        self._field = field
        self._target = target
        self._drops_empty = drops_empty
        self._zone = zone

    def process(self, document: IngestDocument) -> None:
        line = self._field.value(document, kind=str)
        if line is None:
            return
        zone = "Z" if self._zone is None else self._zone.render(document)
        for path, value in self._values(parse_cef(line), zone):
            field_path(path).set(document, value)

    def _values(self, event: CefEvent, zone: str) -> list[tuple[str, Any]]:
        """Returns where what of an event goes. Raises IllegalArgumentError; nothing is written then."""
        found: list[tuple[str, Any]] = []
        for (own, common), value in zip(_HEADER_FIELDS, event.headers, strict=True):
            found.append((f"{self._target}.{own}", value))
            if common is not None:
                found.append((common, value))
        for key, value in event.extensions.items():
            if value or not self._drops_empty:
                known = extensions().get(key, Extension(key, "text", None))
                path = known.common or f"{self._target}.extensions.{known.name}"
                found.append((path, _READERS[known.kind](value, zone)))
        return found


@register("cef")
def make_cef(making: Making) -> CefProcessor:
    """Reads {"cef": {"field": "message", "target_field": "cef", "timezone": "Europe/Berlin"}}."""
    given = making.configuration
    field = FieldOptions(given, "cef")
    drops_empty = given.flag("ignore_empty_values", True)
    zone = given.text("timezone")
    template = None if zone is None else text_template(given, "timezone", zone, making.services.scripts)
    return CefProcessor(field, field.target.text, drops_empty, template)
