"""json: a text becomes the JSON that it is."""

from __future__ import annotations

import re
from json import JSONDecoder
from typing import Any, Final

import orjson

from findling.base.duplicate_keys import check_names
from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.base.java_values import shown
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register

_DECODER: Final = JSONDecoder()
_WORD: Final = re.compile(r"[A-Za-z_$][\w$]*")


class JsonProcessor(Processor):
    """Parses a text.

    to_root: its members become those of the document; merges: those that are there already stay, objects are merged
    strict: whether nothing may stand behind it
    """

    kind = "json"

    def __init__(self, field: FieldPath, target: FieldPath, **flags: bool) -> None:
        self._field = field
        self._target = target
        self._flags = flags

    def process(self, document: IngestDocument) -> None:
        if not self._flags["to_root"]:
            self._target.set(document, self._parsed(self._field.get(document)))
            return
        value = self._parsed(document.source.get(self._field.text))
        if not isinstance(value, dict):
            raise IllegalArgumentError("cannot add non-map fields to root of document")
        if self._flags["merges"]:
            merge(document.source, value)
        else:
            document.source.update(value)

    def _parsed(self, value: Any) -> Any:
        text = shown(value)
        if not text.strip():
            return None
        try:
            parsed = orjson.loads(text)
        except orjson.JSONDecodeError:
            parsed = self._first(text)
        if not self._flags["allows_duplicates"]:
            check_names(text.encode(), parsed)
        return parsed

    def _first(self, text: str) -> Any:
        """Returns the JSON at the beginning of a text. Raises XContentParseError, IllegalArgumentError."""
        start = len(text) - len(text.lstrip())
        try:
            first, _ = _DECODER.raw_decode(text, start)
        except ValueError as error:
            raise _unreadable(text, start, error) from None
        if self._flags["strict"]:
            raise IllegalArgumentError(
                f"The input {text} is not valid JSON and the `strict_json_parsing` parameter is true"
            )
        return first


def _unreadable(text: str, start: int, error: ValueError) -> XContentParseError:
    word = _WORD.match(text, start)
    if word is not None:
        message = (
            f"Unrecognized token '{word[0]}': was expecting (JSON String, Number, Array, Object or token 'null', "
            "'true' or 'false')"
        )
        return XContentParseError(f"[1:{word.end() + 1}] {message}")
    return XContentParseError(f"[1:{start + 1}] {error}")


def merge(target: dict[str, Any], other: dict[str, Any]) -> None:
    """Puts members into an object; objects that both have are merged."""
    for key, value in other.items():
        found = target.get(key)
        if isinstance(found, dict) and isinstance(value, dict):
            merge(found, value)
        else:
            target[key] = value


@register("json")
def make_json(making: Making) -> JsonProcessor:
    """Reads {"json": {"field": "message", "target_field": "parsed"}}."""
    given = making.configuration
    field = given.required_text("field")
    target = given.text("target_field")
    to_root = given.flag("add_to_root")
    allows_duplicates = given.flag("allow_duplicate_keys")
    strategy = given.text("add_to_root_conflict_strategy")
    if not to_root and strategy is not None:
        raise given.fault(
            "add_to_root_conflict_strategy",
            "Cannot set `add_to_root_conflict_strategy` if `add_to_root` is false",
        )
    strict = given.flag("strict_json_parsing", True)
    if strategy is not None and strategy.lower() not in ("replace", "merge"):
        raise given.fault(
            "add_to_root_conflict_strategy", f"conflict strategy [{strategy}] not supported, cannot convert field."
        )
    if to_root and target is not None:
        raise given.fault("target_field", "Cannot set a target field while also setting `add_to_root` to true")
    return JsonProcessor(
        field_path(field),
        field_path(field if target is None else target),
        to_root=to_root,
        merges=(strategy or "").lower() == "merge",
        allows_duplicates=allows_duplicates,
        strict=strict,
    )
