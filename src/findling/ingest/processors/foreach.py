"""foreach: a processor for each value of a list or an object."""

from __future__ import annotations

from typing import Any, ClassVar

from findling.base.errors import IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.java_types import java_class
from findling.ingest.processor import Making, Processor, register
from findling.ingest.step import Step, make_step


class ForeachProcessor(Processor):
    """Runs a processor with `_ingest._value`, and `_ingest._key` in objects, for each value in turn."""

    kind = "foreach"
    ends: ClassVar[bool] = True

    def __init__(self, field: FieldPath, step: Step, ignores_missing: bool) -> None:
        self._field = field
        self._step = step
        self._ignores_missing = ignores_missing

    def process(self, document: IngestDocument) -> None:
        values = self._field.get(document, self._ignores_missing)
        if values is None:
            if self._ignores_missing:
                return
            raise IllegalArgumentError(f"field [{self._field.text}] is null, cannot loop over its elements.")
        if isinstance(values, list):
            changed = [self._value(document, value) for value in list(values)]
            self._field.set(document, changed)
        elif isinstance(values, dict):
            self._members(document, values)
        else:
            raise IllegalArgumentError(
                f"field [{self._field.text}] of type [{java_class(values)}] cannot be cast to a list or map"
            )

    def _members(self, document: IngestDocument, values: dict[str, Any]) -> None:
        before = document.ingest.get("_key")
        changed = {}
        for key, value in list(values.items()):
            document.ingest["_key"] = key
            made = self._value(document, value)
            changed[document.ingest.get("_key", key)] = made
        document.ingest["_key"] = before
        self._field.set(document, changed)

    def _value(self, document: IngestDocument, value: Any) -> Any:
        """Returns what becomes of a value. Raises what the processor raises."""
        if document.is_ended:
            return value
        before = document.ingest.get("_value")
        document.ingest["_value"] = value
        _, failed = self._step.run([document])
        made = document.ingest.get("_value")
        document.ingest["_value"] = before
        if failed:
            raise failed[0][1].error
        return made


@register("foreach")
def make_foreach(making: Making) -> ForeachProcessor:
    """Reads {"foreach": {"field": "values", "processor": {"uppercase": {"field": "_ingest._value"}}}}."""
    given = making.configuration
    field = given.required_text("field")
    ignores_missing = given.flag("ignore_missing")
    processor = given.required_mapping("processor")
    if len(processor) != 1:
        raise given.fault("processor", "Must specify exactly one processor type")
    kind, body = next(iter(processor.items()))
    return ForeachProcessor(field_path(field), make_step(kind, body, making.services), ignores_missing)
