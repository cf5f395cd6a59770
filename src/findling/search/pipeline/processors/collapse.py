"""collapse: of the hits with the same value in a field, the first one stays."""

from typing import Any

from findling.base.errors import IllegalStateError
from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import Answer, PipelineContext, ResponseProcessor, Search, register


class CollapseProcessor(ResponseProcessor):
    """Takes out hits whose value came before; those without one are alike, too."""

    kind = "collapse"

    def __init__(self, field: str) -> None:
        self._field = field

    def process(self, answer: Answer, search: Search, context: PipelineContext) -> Answer:
        kept: dict[str, dict[str, Any]] = {}
        for hit in answer["hits"]["hits"]:
            kept.setdefault(self._value(hit), hit)
        answer["hits"]["hits"] = list(kept.values())
        return answer

    def _value(self, hit: dict[str, Any]) -> str:
        fields = hit.get("fields") or {}
        if self._field in fields:
            values = fields[self._field]
            if len(values) > 1:
                raise IllegalStateError(
                    f"Failed to collapse {hit.get('_id')}: doc value field {self._field} has multiple values"
                )
            return str(values[0])
        return str((hit.get("_source") or {}).get(self._field, "<missing>"))


@register("response_processors", "collapse")
def make_collapse(configuration: Configuration) -> CollapseProcessor:
    """Reads {"collapse": {"field": "color"}}."""
    configuration.text("context_prefix")
    return CollapseProcessor(configuration.required_text("field"))
