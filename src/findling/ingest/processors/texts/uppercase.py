"""uppercase: texts in upper case."""

from findling.ingest.processor import Making, register
from findling.ingest.text_processor import FieldOptions, TextProcessor


class UppercaseProcessor(TextProcessor):
    """Writes a text in upper case."""

    kind = "uppercase"

    def value_of(self, text: str) -> str:
        return text.upper()


@register("uppercase")
def make_uppercase(making: Making) -> UppercaseProcessor:
    """Reads {"uppercase": {"field": "name"}}."""
    return UppercaseProcessor(FieldOptions(making.configuration))
