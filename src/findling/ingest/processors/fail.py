"""fail: an error of one's own."""

from findling.ingest.document import IngestDocument
from findling.ingest.errors import FailProcessorError
from findling.ingest.processor import Making, Processor, register
from findling.ingest.templates import TextTemplate, text_template


class FailProcessor(Processor):
    """Raises an error with a message."""

    kind = "fail"

    def __init__(self, message: TextTemplate) -> None:
        self._message = message

    def process(self, document: IngestDocument) -> None:
        raise FailProcessorError(self._message.render(document))


@register("fail")
def make_fail(making: Making) -> FailProcessor:
    """Reads {"fail": {"message": "no {{field}}"}}."""
    given = making.configuration
    return FailProcessor(text_template(given, "message", given.required_text("message"), making.services.scripts))
