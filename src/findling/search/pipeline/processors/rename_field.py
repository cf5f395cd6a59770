"""rename_field: a field of all hits gets another name."""

from findling.base.errors import IllegalArgumentError
from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import Answer, PipelineContext, ResponseProcessor, Search, register


class RenameFieldProcessor(ResponseProcessor):
    """Renames a field in the source and among the fields of hits; one that a hit has not is an error."""

    kind = "rename_field"

    def __init__(self, field: str, target: str) -> None:
        self._field = field
        self._target = target

    def process(self, answer: Answer, search: Search, context: PipelineContext) -> Answer:
        for hit in answer["hits"]["hits"]:
            found = False
            for part in ("_source", "fields"):
                values = hit.get(part)
                if values and self._field in values:
                    hit[part] = {self._target if name == self._field else name: value for name, value in values.items()}
                    found = True
            if not found:
                raise IllegalArgumentError(f"Document with id {hit.get('_id')} is missing field {self._field}")
        return answer


@register("response_processors", "rename_field")
def make_rename_field(configuration: Configuration) -> RenameFieldProcessor:
    """Reads {"rename_field": {"field": "message", "target_field": "notification"}}."""
    return RenameFieldProcessor(configuration.required_text("field"), configuration.required_text("target_field"))
