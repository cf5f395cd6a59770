"""join: a list becomes a text."""

from findling.base.errors import IllegalArgumentError
from findling.base.java_values import shown
from findling.ingest.document import IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register


class JoinProcessor(Processor):
    """Puts a separator between the values of a list."""

    kind = "join"

    def __init__(self, field: FieldPath, target: FieldPath, separator: str) -> None:
        self._field = field
        self._target = target
        self._separator = separator

    def process(self, document: IngestDocument) -> None:
        values = self._field.get_as(document, list)
        if values is None:
            raise IllegalArgumentError(f"field [{self._field.text}] is null, cannot join.")
        self._target.set(document, self._separator.join(map(shown, values)))


@register("join")
def make_join(making: Making) -> JoinProcessor:
    """Reads {"join": {"field": "tags", "separator": "-"}}."""
    given = making.configuration
    field, separator = given.required_text("field"), given.required_text("separator")
    return JoinProcessor(field_path(field), field_path(given.text("target_field") or field), separator)
