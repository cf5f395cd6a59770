"""terminate: a document leaves its pipeline."""

from typing import ClassVar

from findling.ingest.document import IngestDocument
from findling.ingest.processor import Making, Processor, register


class TerminateProcessor(Processor):
    """Ends the pipeline that it is in, for the document, without an error."""

    kind = "terminate"
    ends: ClassVar[bool] = True

    def process(self, document: IngestDocument) -> None:
        document.is_terminated = True


@register("terminate")
def make_terminate(making: Making) -> TerminateProcessor:
    """Reads {"terminate": {"if": "ctx.error != null"}}."""
    return TerminateProcessor()
