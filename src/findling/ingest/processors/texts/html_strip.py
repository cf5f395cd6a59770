"""html_strip: texts without the elements of HTML."""

from findling.analysis.char_filters.html_strip import HtmlStripCharFilter
from findling.ingest.processor import Making, register
from findling.ingest.text_processor import FieldOptions, TextProcessor


class HtmlStripProcessor(TextProcessor):
    """Takes out elements, as the char filter of the same name does."""

    kind = "html_strip"

    def __init__(self, options: FieldOptions) -> None:
        super().__init__(options)
        self._filter = HtmlStripCharFilter()

    def value_of(self, text: str) -> str:
        return self._filter.filter(text)[0] if "<" in text and ">" in text else text


@register("html_strip")
def make_html_strip(making: Making) -> HtmlStripProcessor:
    """Reads {"html_strip": {"field": "body"}}."""
    return HtmlStripProcessor(FieldOptions(making.configuration))
