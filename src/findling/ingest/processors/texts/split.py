"""split: a text becomes a list."""

from findling.base.errors import IllegalArgumentError
from findling.ingest.document import IngestDocument
from findling.ingest.processor import Making, Processor, register
from findling.ingest.splitting import Splitter
from findling.ingest.text_processor import FieldOptions


class SplitProcessor(Processor):
    """Splits at a Java regular expression. keeps_trailing: whether empty texts at the end stay"""

    kind = "split"

    def __init__(self, options: FieldOptions, separator: str, keeps_trailing: bool) -> None:
        self._options = options
        self._splitter = Splitter(separator)
        self._keeps_trailing = keeps_trailing

    def process(self, document: IngestDocument) -> None:
        options = self._options
        text = options.field.get_as(document, str, options.ignores_missing)
        if text is None:
            if options.ignores_missing:
                return
            raise IllegalArgumentError(f"field [{options.field.text}] is null, cannot split.")
        options.target.set(document, self._splitter.split(text, -1 if self._keeps_trailing else 0))


@register("split")
def make_split(making: Making) -> SplitProcessor:
    """Reads {"split": {"field": "tags", "separator": "\\\\s+"}}."""
    given = making.configuration
    options = FieldOptions(given)
    return SplitProcessor(options, given.required_text("separator"), given.flag("preserve_trailing"))
