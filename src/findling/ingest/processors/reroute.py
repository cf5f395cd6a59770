"""reroute: a document goes to another index or data stream."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from findling.base.errors import IllegalArgumentError
from findling.ingest.document import INDEX, IngestDocument
from findling.ingest.field_path import FieldPath, field_path
from findling.ingest.processor import Making, Processor, register

_LONGEST: Final = 100
_NOT_OF_DATASET: Final = re.compile(r"[\\/*?\"<>| ,#:-]")
_NOT_OF_NAMESPACE: Final = re.compile(r"[\\/*?\"<>| ,#:]")


class NamePart:
    """A part of a name: as it is, or the value of a field. Raises IllegalArgumentError for what is neither."""

    def __init__(self, text: str, forbidden: re.Pattern[str]) -> None:
        self._forbidden = forbidden
        self._text = text
        self._path: FieldPath | None = None
        if "{{" in text or "}}" in text:
            inner = text[2:-2]
            if inner.startswith("{") and inner.endswith("}"):
                inner = inner[1:-1]
            if not (text.startswith("{{") and text.endswith("}}")) or "{" in inner or "}" in inner:
                raise IllegalArgumentError(f"'{text}' is not a valid field reference")
            self._path = field_path(inner)
        elif self._cleaned(text) != text:
            raise IllegalArgumentError(f"'{text}' contains disallowed characters")

    def of(self, document: IngestDocument) -> str | None:
        """Returns the part for a document, None if its field has no text."""
        if self._path is None:
            return self._text
        value = self._path.get(document, True)
        return self._cleaned(value) if isinstance(value, str) else None

    def _cleaned(self, text: str) -> str:
        return self._forbidden.sub("_", text.lower()[:_LONGEST])


class RerouteProcessor(Processor):
    """Sends documents elsewhere, past all that comes after in the pipeline."""

    kind = "reroute"
    ends: ClassVar[bool] = True

    def __init__(self, destination: str | None, datasets: list[NamePart], namespaces: list[NamePart]) -> None:
        self._destination = destination
        self._datasets = datasets or [NamePart("{{data_stream.dataset}}", _NOT_OF_DATASET)]
        self._namespaces = namespaces or [NamePart("{{data_stream.namespace}}", _NOT_OF_NAMESPACE)]

    def process(self, document: IngestDocument) -> None:
        if self._destination is not None:
            document.reroute(self._destination)
            return
        name = document.metadata[INDEX]
        parts = name.split("-", 2)
        if len(parts) < 3:
            raise IllegalArgumentError(
                f"invalid data stream name: [{name}]; must follow naming scheme <type>-<dataset>-<namespace>"
            )
        dataset = next(filter(None, (part.of(document) for part in self._datasets)), parts[1])
        namespace = next(filter(None, (part.of(document) for part in self._namespaces)), parts[2])
        document.reroute(f"{parts[0]}-{dataset}-{namespace}")
        told = {"type": parts[0], "dataset": dataset, "namespace": namespace}
        for member, value in told.items():
            field_path(f"data_stream.{member}").set(document, value)
        if field_path("event.dataset").has(document):
            field_path("event.dataset").set(document, dataset)


@register("reroute")
def make_reroute(making: Making) -> RerouteProcessor:
    """Reads {"reroute": {"dataset": "{{service.name}}"}}, {"reroute": {"destination": "errors"}}."""
    given = making.configuration
    datasets = _parts(making, "dataset", _NOT_OF_DATASET)
    namespaces = _parts(making, "namespace", _NOT_OF_NAMESPACE)
    destination = given.text("destination")
    if destination is not None and (datasets or namespaces):
        raise given.fault("destination", "can only be set if dataset and namespace are not set")
    return RerouteProcessor(destination, datasets, namespaces)


def _parts(making: Making, name: str, forbidden: re.Pattern[str]) -> list[NamePart]:
    try:
        return [NamePart(text, forbidden) for text in making.configuration.texts(name) or []]
    except IllegalArgumentError as error:
        raise making.configuration.fault(name, error.reason) from None
