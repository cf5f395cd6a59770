"""set: a field gets a value, or that of another field."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, Final

from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Failures, Making, Processor, register
from findling.ingest.templates import PathTemplate, ValueTemplate, path_template

MEDIA_TYPES: Final = ("application/json", "text/plain", "application/x-www-form-urlencoded")


class SetProcessor(Processor):
    """Writes a value.

    value: None where it is copied from another field
    overrides: whether a field that has a value gets another; ignores_empty: whether nothing is written for none
    """

    kind = "set"

    def __init__(
        self, path: PathTemplate, value: ValueTemplate | None, copy_from: FieldPath | None, overrides: bool,
        ignores_empty: bool,
    ) -> None:  # fmt: skip
        self._path = path
        self._value = value
        self._copy_from = copy_from
        self._overrides = overrides
        self._ignores_empty = ignores_empty

    def process(self, document: IngestDocument) -> None:
        path = self._path.of(document)
        if not self._overrides and path.has(document) and path.get(document) is not None:
            return
        if self._copy_from is not None:
            value = deepcopy(self._copy_from.get(document, self._ignores_empty))
        else:
            assert self._value is not None
            value = self._value.render(document)
        if self._ignores_empty and self._is_empty(value):
            return
        path.set(document, value)

    def process_all(self, documents: Sequence[IngestDocument]) -> Failures:
        constant = self._path.constant
        name = None if constant is None else constant.plain
        if (
            name is None
            or self._value is None
            or not self._value.is_fixed
            or not self._overrides
            or self._ignores_empty
        ):
            return super().process_all(documents)
        value = self._value.shared
        for document in documents:
            document.source[name] = value
        return {}

    def _is_empty(self, value: Any) -> bool:
        return value is None or value == ""


@register("set")
def make_set(making: Making) -> SetProcessor:
    """Reads {"set": {"field": "count", "value": 1}}."""
    given, scripts = making.configuration, making.services.scripts
    path = path_template(given, "field", scripts)
    copy_from = given.text("copy_from")
    media_type = given.text("media_type")
    value = None
    if copy_from is None:
        template = given.required_value("value")
        value = ValueTemplate(template, scripts, media_type)
    elif given.take("value") is not None:
        raise given.fault("copy_from", "cannot set both `copy_from` and `value` in the same processor")
    if media_type is not None and media_type not in MEDIA_TYPES:
        raise given.fault("media_type", f"property does not contain a supported media type [{media_type}]")
    overrides, ignores_empty = given.flag("override", True), given.flag("ignore_empty_value")
    return SetProcessor(path, value, None if copy_from is None else field_path(copy_from), overrides, ignores_empty)
