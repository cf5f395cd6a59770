"""dot_expander: names with dots become objects in one another."""

from __future__ import annotations

from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register


class DotExpanderProcessor(Processor):
    """Expands one name, or all of an object (`*`). overrides: whether what is there is replaced, not added to"""

    kind = "dot_expander"

    def __init__(self, path: str | None, field: str, overrides: bool) -> None:
        self._path = path
        self._field = field
        self._overrides = overrides

    def process(self, document: IngestDocument) -> None:
        members = document.source
        if self._path is not None:
            members = field_path(self._path).get_as(document, dict)
        if self._field != "*":
            self._expand(document, members, self._field)
            return
        for name in list(members):
            if name.find(".") > 0:
                self._expand(document, members, name)

    def _expand(self, document: IngestDocument, members: dict[str, Any], name: str) -> None:
        path = field_path(name if self._path is None else f"{self._path}.{name}")
        if path.has(document):
            if self._overrides:
                path.set(document, members.pop(name))
            else:
                path.append(document, members.pop(name, None))
            return
        self._check(document, path)
        if name in members:
            path.set(document, members.pop(name))

    def _check(self, document: IngestDocument, path: FieldPath) -> None:
        """Raises IllegalArgumentError if a value stands where an object has to be made."""
        parts = path.text.split(".")
        for count in range(1, len(parts)):
            around = field_path(".".join(parts[:count]))
            if not around.has(document):
                return
            if not isinstance(around.get(document), dict):
                raise IllegalArgumentError(
                    f"cannot expand [{path.text}], because [{around.text}] is not an object field, but a value field"
                )


@register("dot_expander")
def make_dot_expander(making: Making) -> DotExpanderProcessor:
    """Reads {"dot_expander": {"field": "a.b"}}."""
    given = making.configuration
    field = given.required_text("field")
    fault = None
    if "." not in field and field != "*":
        fault = "field does not contain a dot and is not a wildcard"
    elif field.startswith(".") or field.endswith("."):
        fault = "Field can't start or end with a dot"
    elif ".." in field:
        fault = "No space between dots"
    if fault is not None:
        raise given.fault("field", fault)
    path = given.text("path")
    return DotExpanderProcessor(path, field, given.flag("override"))
