"""grok: a text is taken apart by patterns with names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.grok.bank import MODES
from findling.ingest.grok.matcher import Grok, grok_of
from findling.ingest.processor import Failures, Making, Processor, register

_MATCHED: Final = "_grok_match_index"


class GrokProcessor(Processor):
    """Writes what the first pattern that matches captures. traces: whether it tells which one that was"""

    kind = "grok"

    def __init__(self, field: FieldPath, groks: list[Grok], traces: bool, ignores_missing: bool) -> None:
        self._field = field
        self._groks = groks
        self._traces = traces
        self._ignores_missing = ignores_missing
        self._paths = {name: field_path(name) for grok in groks for name in grok.names}

    def process(self, document: IngestDocument) -> None:
        text = self._field.get_as(document, str, self._ignores_missing)
        if text is None:
            if self._ignores_missing:
                return
            raise IllegalArgumentError(f"field [{self._field.text}] is null, cannot process it.")
        for name, value in self._captures(document, text).items():
            self._paths[name].set(document, value)

    def process_all(self, documents: Sequence[IngestDocument]) -> Failures:
        name = self._field.plain
        if name is None or len(self._groks) > 1 or self._traces:
            return super().process_all(documents)
        failures: Failures = {}
        captures, paths = self._groks[0].captures, self._paths
        all_plain = all(path.plain is not None for path in paths.values())
        for place, document in enumerate(documents):
            text = document.source.get(name)
            try:
                values = captures(text) if isinstance(text, str) else None
                if values is None:
                    self.process(document)
                elif all_plain:
                    document.source.update(values)
                else:
                    for key, value in values.items():
                        paths[key].set(document, value)
            except FindlingError as error:
                failures[place] = error
        return failures

    def _captures(self, document: IngestDocument, text: str) -> dict[str, Any]:
        for number, grok in enumerate(self._groks):
            values = grok.captures(text)
            if values is not None:
                if self._traces:
                    document.ingest[_MATCHED] = str(number)
                return values
        raise IllegalArgumentError(f"Provided Grok expressions do not match field value: [{text}]")


@register("grok")
def make_grok(making: Making) -> GrokProcessor:
    """Reads {"grok": {"field": "message", "patterns": ["%{COMMONAPACHELOG}"]}}."""
    given = making.configuration
    field = given.required_text("field")
    patterns = given.required_list("patterns")
    traces, ignores_missing = given.flag("trace_match"), given.flag("ignore_missing")
    mode = given.text("ecs_compatibility") or MODES[0]
    if mode not in MODES:
        raise given.fault("ecs_compatibility", f"unsupported mode '{mode}'")
    if not patterns:
        raise given.fault("patterns", "List of patterns must not be empty")
    definitions = given.mapping("pattern_definitions") or {}
    groks = compiled(making, patterns, mode, definitions)
    return GrokProcessor(field_path(field), groks, traces, ignores_missing)


def compiled(making: Making, listed: list[Any], mode: str, definitions: Any) -> list[Grok]:
    """Returns the patterns of a processor. Raises ParseError."""
    try:
        return [grok_of(str(pattern), mode, definitions) for pattern in listed]
    except IllegalArgumentError as error:
        shown = ", ".join(map(str, listed))
        reason = f"Invalid regex pattern found in: [{shown}]. {error.reason}"
        raise making.configuration.fault("patterns", reason) from None
