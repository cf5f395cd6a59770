"""remove_by_pattern: fields of the document's own are taken out by patterns of their names. OpenSearch's."""

from __future__ import annotations

from findling.base.wildcards import matches
from findling.ingest.document import IngestDocument
from findling.ingest.processor import Making, Processor, register


class RemoveByPatternProcessor(Processor):
    """Removes fields that match, or all that do not. excludes: whether the patterns say what stays"""

    kind = "remove_by_pattern"

    def __init__(self, patterns: list[str], excludes: bool) -> None:
        self._patterns = patterns
        self._excludes = excludes

    def process(self, document: IngestDocument) -> None:
        for name in list(document.source):
            if any(matches(pattern, name) for pattern in self._patterns) is not self._excludes:
                del document.source[name]


@register("remove_by_pattern")
def make_remove_by_pattern(making: Making) -> RemoveByPatternProcessor:
    """Reads {"remove_by_pattern": {"field_pattern": ["tmp*"]}}."""
    given = making.configuration
    patterns, kept = given.texts("field_pattern"), given.texts("exclude_field_pattern")
    if patterns is None and kept is None:
        raise given.fault("field_pattern", "either field_pattern or exclude_field_pattern must be set")
    if patterns is not None and kept is not None:
        raise given.fault("field_pattern", "either field_pattern or exclude_field_pattern must be set")
    name = "field_pattern" if patterns is not None else "exclude_field_pattern"
    for pattern in patterns or kept or []:
        if pattern.startswith("_"):
            raise given.fault(name, f"Validation Failed: 1: {name} [{pattern}] must not start with '_';")
    return RemoveByPatternProcessor(patterns or kept or [], patterns is None)
