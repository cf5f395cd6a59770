"""TextProcessor: makes another value of a text, or of each text of a list."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any

from findling.base.errors import FindlingError, IllegalArgumentError, NullPointerError
from findling.base.java_values import shown
from findling.ingest.configuration import ProcessorConfiguration
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.java_types import java_class
from findling.ingest.processor import Failures, Processor


class FieldOptions:
    """What processors of one field are told: where from, where to, whether it may be missing."""

    __slots__ = ("field", "ignores_missing", "target")

    def __init__(self, configuration: ProcessorConfiguration, default_target: str | None = None) -> None:
        """default_target: None: the field itself"""
        field = configuration.required_text("field")
        self.field: FieldPath = field_path(field)
        self.ignores_missing = configuration.flag("ignore_missing")
        target = configuration.text("target_field")
        self.target: FieldPath = field_path(target if target is not None else default_target or field)

    def value(self, document: IngestDocument, doing: str = "process it", kind: type | None = None) -> Any:
        """Returns the value to be processed, None for one that may be missing.

        doing: what cannot be done with nothing; kind: what the value must be. Raises IllegalArgumentError.
        """
        lenient = self.ignores_missing
        value = self.field.get(document, lenient) if kind is None else self.field.get_as(document, kind, lenient)
        if value is None and not lenient:
            raise IllegalArgumentError(f"field [{self.field.text}] is null, cannot {doing}.")
        return value


class TextProcessor(Processor):
    """Reads a field, which may hold a list, and writes what becomes of its texts."""

    def __init__(self, options: FieldOptions) -> None:
        self._field = options.field
        self._target = options.target
        self._ignores_missing = options.ignores_missing
        self._names = (options.field.plain, options.target.plain)

    @abstractmethod
    def value_of(self, text: str) -> Any:
        """Returns what becomes of a text. Raises FindlingError."""

    def process(self, document: IngestDocument) -> None:
        value = self._field.get(document, self._ignores_missing)
        if value is None:
            if self._ignores_missing:
                return
            raise IllegalArgumentError(f"field [{self._field.text}] is null, cannot process it.")
        self._target.set(document, self._changed(value))

    def process_all(self, documents: Sequence[IngestDocument]) -> Failures:
        source_name, target_name = self._names
        if source_name is None or target_name is None:
            return super().process_all(documents)
        failures: Failures = {}
        value_of: Callable[[str], Any] = self.value_of
        for place, document in enumerate(documents):
            source = document.source
            try:
                text = source.get(source_name)
                if type(text) is str:
                    source[target_name] = value_of(text)
                else:
                    self.process(document)
            except FindlingError as error:
                failures[place] = error
        return failures

    def _changed(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.value_of(value)
        if not isinstance(value, list):
            raise IllegalArgumentError(
                f"field [{self._field.text}] of type [{java_class(value)}] cannot be cast to [java.lang.String]"
            )
        return [self._element(entry) for entry in value]

    def _element(self, entry: Any) -> Any:
        if isinstance(entry, str):
            return self.value_of(entry)
        if entry is None:
            raise NullPointerError('Cannot invoke "Object.getClass()" because "value" is null')
        raise IllegalArgumentError(
            f"value [{shown(entry)}] of type [{java_class(entry)}] in list field [{self._field.text}] "
            "cannot be cast to [java.lang.String]"
        )
