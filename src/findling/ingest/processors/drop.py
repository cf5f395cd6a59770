"""drop: a document is not indexed."""

from typing import ClassVar

from findling.ingest.document import IngestDocument
from findling.ingest.processor import Making, Processor, register


class DropProcessor(Processor):
    """Drops the document; nobody is told of an error."""

    kind = "drop"
    ends: ClassVar[bool] = True

    def process(self, document: IngestDocument) -> None:
        document.is_dropped = True


@register("drop")
def make_drop(making: Making) -> DropProcessor:
    """Reads {"drop": {"if": "ctx.level == 'debug'"}}."""
    return DropProcessor()
