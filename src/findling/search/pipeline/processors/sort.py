"""sort: a list of values of all hits is put in order."""

from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import Answer, PipelineContext, ResponseProcessor, Search, register


class SortProcessor(ResponseProcessor):
    """Sorts the values of a field within each hit; a single value stays."""

    kind = "sort"

    def __init__(self, field: str, descending: bool, target: str | None) -> None:
        self._field = field
        self._descending = descending
        self._target = field if target is None else target

    def process(self, answer: Answer, search: Search, context: PipelineContext) -> Answer:
        for hit in answer["hits"]["hits"]:
            for part in ("fields", "_source"):
                values = hit.get(part)
                if values and isinstance(values.get(self._field), list):
                    hit[part] = {**values, self._target: self._sorted(values[self._field])}
        return answer

    def _sorted(self, values: list[Any]) -> list[Any]:
        if not values:
            return []
        if all(isinstance(value, str) for value in values) or all(
            isinstance(value, (int, float)) and not isinstance(value, bool) for value in values
        ):
            return sorted(values, reverse=self._descending)
        raise IllegalArgumentError(f"field [{self._field}] contains only null values, cannot sort")


@register("response_processors", "sort")
def make_sort(configuration: Configuration) -> SortProcessor:
    """Reads {"sort": {"field": "tags", "order": "desc"}}."""
    field = configuration.required_text("field")
    target, order = configuration.text("target_field"), configuration.text("order") or "asc"
    if order not in ("asc", "desc"):
        raise configuration.fault("order", f"Sort direction [{order}] not recognized. Valid values are: [asc, desc]")
    return SortProcessor(field, order == "desc", target)
