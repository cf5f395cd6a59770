"""gsub: replaces what a regular expression matches."""

from collections.abc import Callable

from findling.base.errors import IllegalArgumentError
from findling.base.java_pattern import compile_java, java_replacement
from findling.base.matching import JavaPattern, Match
from findling.ingest.errors import IndexOutOfBoundsError
from findling.ingest.processor import Making, register
from findling.ingest.text_processor import FieldOptions, TextProcessor


class GsubProcessor(TextProcessor):
    """Replaces matches of a Java regular expression."""

    kind = "gsub"

    def __init__(self, options: FieldOptions, pattern: JavaPattern, replacement: str) -> None:
        super().__init__(options)
        self._pattern = pattern
        self._replacement = replacement
        self._replace: Callable[[Match], str] | None = None

    def value_of(self, text: str) -> str:
        return self._pattern.sub(self._replaced, text)

    def _replaced(self, match: Match) -> str:
        if self._replace is None:
            try:
                self._replace = java_replacement(self._replacement, self._pattern)
            except IllegalArgumentError as error:
                if "with name" in error.reason:
                    raise
                raise IndexOutOfBoundsError(error.reason) from None
        return self._replace(match)


@register("gsub")
def make_gsub(making: Making) -> GsubProcessor:
    """Reads {"gsub": {"field": "name", "pattern": "\\\\.", "replacement": "-"}}."""
    given = making.configuration
    options = FieldOptions(given)
    pattern = given.required_text("pattern")
    replacement = given.required_text("replacement")
    try:
        return GsubProcessor(options, compile_java(pattern), replacement)
    except IllegalArgumentError as error:
        raise given.fault("pattern", f"Invalid regex pattern. {error.reason}") from None
