"""lowercase: texts in lower case."""

from findling.ingest.processor import Making, register
from findling.ingest.text_processor import FieldOptions, TextProcessor


class LowercaseProcessor(TextProcessor):
    """Writes a text in lower case."""

    kind = "lowercase"

    def value_of(self, text: str) -> str:
        return text.lower()


@register("lowercase")
def make_lowercase(making: Making) -> LowercaseProcessor:
    """Reads {"lowercase": {"field": "name"}}."""
    return LowercaseProcessor(FieldOptions(making.configuration))
