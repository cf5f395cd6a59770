"""split: a text of all hits becomes a list of its parts."""

import re

from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import Answer, PipelineContext, ResponseProcessor, Search, register


class SplitProcessor(ResponseProcessor):
    """Splits a text at a separator; what is no text stays. preserves: whether empty parts at the end do"""

    kind = "split"

    def __init__(self, field: str, separator: str, target: str | None, preserves: bool) -> None:
        self._field = field
        self._separator = re.compile(separator)
        self._target = field if target is None else target
        self._preserves = preserves

    def process(self, answer: Answer, search: Search, context: PipelineContext) -> Answer:
        for hit in answer["hits"]["hits"]:
            for part in ("fields", "_source"):
                values = hit.get(part) or {}
                text = values.get(self._field)
                if part == "fields" and text:
                    text = text[0]
                if isinstance(text, str):
                    hit[part] = {**values, self._target: self._split(text)}
        return answer

    def _split(self, text: str) -> list[str]:
        parts = self._separator.split(text)
        while not self._preserves and parts and not parts[-1]:
            parts.pop()
        return parts


@register("response_processors", "split")
def make_split(configuration: Configuration) -> SplitProcessor:
    """Reads {"split": {"field": "tags", "separator": ","}}."""
    field, separator = configuration.required_text("field"), configuration.required_text("separator")
    try:
        return SplitProcessor(
            field, separator, configuration.text("target_field"), configuration.flag("preserve_trailing")
        )
    except re.error:
        raise configuration.fault("separator", "is no regular expression") from None
