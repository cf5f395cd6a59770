"""trim: texts without blanks around them."""

from typing import Final

from findling.ingest.processor import Making, register
from findling.ingest.text_processor import FieldOptions, TextProcessor

# what Java's String.trim takes off
_BLANKS: Final = "".join(map(chr, range(33)))


class TrimProcessor(TextProcessor):
    """Takes off what stands at both ends and prints nothing."""

    kind = "trim"

    def value_of(self, text: str) -> str:
        return text.strip(_BLANKS)


@register("trim")
def make_trim(making: Making) -> TrimProcessor:
    """Reads {"trim": {"field": "name"}}."""
    return TrimProcessor(FieldOptions(making.configuration))
