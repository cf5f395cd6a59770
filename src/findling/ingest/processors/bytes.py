"""bytes: sizes such as 1kb as numbers."""

from findling.base.units import parse_bytes
from findling.ingest.processor import Making, register
from findling.ingest.text_processor import FieldOptions, TextProcessor


class BytesProcessor(TextProcessor):
    """Writes how many bytes a text means."""

    kind = "bytes"

    def value_of(self, text: str) -> int:
        return parse_bytes(text, "Ingest Field")


@register("bytes")
def make_bytes(making: Making) -> BytesProcessor:
    """Reads {"bytes": {"field": "size"}}."""
    return BytesProcessor(FieldOptions(making.configuration))
