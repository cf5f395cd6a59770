"""append: values are added to a list."""

from findling.ingest.document import IngestDocument
from findling.ingest.processor import Making, Processor, register
from findling.ingest.processors.set import MEDIA_TYPES
from findling.ingest.templates import PathTemplate, ValueTemplate, path_template


class AppendProcessor(Processor):
    """Adds one or several values; what is there and is no list becomes one."""

    kind = "append"

    def __init__(self, path: PathTemplate, value: ValueTemplate, allow_duplicates: bool) -> None:
        self._path = path
        self._value = value
        self._allow_duplicates = allow_duplicates

    def process(self, document: IngestDocument) -> None:
        self._path.of(document).append(document, self._value.render(document), self._allow_duplicates)


@register("append")
def make_append(making: Making) -> AppendProcessor:
    """Reads {"append": {"field": "tags", "value": ["a", "b"]}}."""
    given, scripts = making.configuration, making.services.scripts
    path = path_template(given, "field", scripts)
    value = given.required_value("value")
    allow_duplicates = given.flag("allow_duplicates", True)
    media_type = given.text("media_type")
    if media_type is not None and media_type not in MEDIA_TYPES:
        raise given.fault("media_type", f"property does not contain a supported media type [{media_type}]")
    return AppendProcessor(path, ValueTemplate(value, scripts, media_type), allow_duplicates)
