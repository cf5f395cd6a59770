"""redact: what patterns match is made unreadable."""

from __future__ import annotations

from dataclasses import dataclass

from findling.base.errors import IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.grok.matcher import Grok
from findling.ingest.processor import Making, Processor, register
from findling.ingest.processors.texts.grok import compiled


@dataclass(slots=True)
class _Found:
    """A part of a text. name: of the pattern that found it; longest: how long the longest of its parts is"""

    start: int
    end: int
    name: str
    longest: int


class RedactProcessor(Processor):
    """Writes names of patterns in the place of what they match; of parts that overlap, the name of the longest.

    traces: whether the document's metadata tell that something was made unreadable
    """

    kind = "redact"

    def __init__(
        self, field: FieldPath, groks: list[Grok], marks: tuple[str, str], ignores_missing: bool, traces: bool
    ) -> None:
        self._field = field
        self._groks = groks
        self._marks = marks
        self._ignores_missing = ignores_missing
        self._traces = traces

    def process(self, document: IngestDocument) -> None:
        text = self._field.get_as(document, str, True)
        if text is None:
            if self._ignores_missing:
                return
            raise IllegalArgumentError(f"field [{self._field.text}] is null or missing")
        found = sorted((part for grok in self._groks for part in _parts(grok, text)), key=lambda part: part.start)
        if not found:
            return
        self._field.set(document, self._redacted(text, _merged(found)))
        if self._traces:
            document.ingest["_redact"] = {"_is_redacted": True}

    def _redacted(self, text: str, parts: list[_Found]) -> str:
        pieces: list[str] = []
        at = 0
        for part in parts:
            pieces += (text[at : part.start], self._marks[0], part.name, self._marks[1])
            at = part.end
        return "".join((*pieces, text[at:]))


def _parts(grok: Grok, text: str) -> list[_Found]:
    found, at = [], 0
    name = grok.names[0] if grok.names else ""
    while at < len(text):
        match = grok.search(text, at)
        if match is None:
            break
        found.append(_Found(match.start(), match.end(), name, match.end() - match.start()))
        at = match.end() if match.end() > at else at + 1
    return found


def _merged(parts: list[_Found]) -> list[_Found]:
    merged = [parts[0]]
    for part in parts[1:]:
        last = merged[-1]
        if part.start > last.end:
            merged.append(part)
            continue
        last.end = max(last.end, part.end)
        if part.longest > last.longest:
            last.name, last.longest = part.name, part.longest
    return merged


@register("redact")
def make_redact(making: Making) -> RedactProcessor:
    """Reads {"redact": {"field": "message", "patterns": ["%{IP:client}", "%{EMAILADDRESS:email}"]}}."""
    given = making.configuration
    field, patterns = given.required_text("field"), given.required_list("patterns")
    ignores_missing = given.flag("ignore_missing", True)
    marks = (given.text("prefix") or "<", given.text("suffix") or ">")
    traces = given.flag("trace_redact")
    given.flag("skip_if_unlicensed")
    if not patterns:
        raise given.fault("patterns", "List of patterns must not be empty")
    groks = compiled(making, patterns, "v1", given.mapping("pattern_definitions") or {})
    return RedactProcessor(field_path(field), groks, marks, ignores_missing, traces)
