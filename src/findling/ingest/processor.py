"""Processor: what one step of a pipeline does; and the registry of all kinds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import ClassVar, Final

from findling.base.errors import FindlingError, ParseError
from findling.ingest.configuration import ProcessorConfiguration
from findling.ingest.document import IngestDocument
from findling.ingest.services import IngestServices


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document failed, and where.

    kind, tag: of the processor; pipeline: that it is in, if that is not the outermost
    """

    error: FindlingError
    kind: str
    tag: str | None
    pipeline: str | None = None


Failures = dict[int, "FindlingError | Failure"]
"""Place of a document in a batch -> why it failed."""


class Processor(ABC):
    """What a step does.

    kind: its name; ends: whether it may end the way of documents
    """

    kind: ClassVar[str]
    ends: ClassVar[bool] = False

    @abstractmethod
    def process(self, document: IngestDocument) -> None:
        """Changes a document. Raises FindlingError if that cannot be done."""

    def process_all(self, documents: Sequence[IngestDocument]) -> Failures:
        """Changes documents; returns which failed."""
        failures: Failures = {}
        process = self.process
        for place, document in enumerate(documents):
            try:
                process(document)
            except FindlingError as error:
                failures[place] = error
        return failures

    @property
    def label(self) -> str:
        """How statistics call it, without its tag."""
        return self.kind


@dataclass(frozen=True, slots=True)
class Making:
    """What a processor is made of. services: of the node"""

    configuration: ProcessorConfiguration
    services: IngestServices

    def needs(self, package: str) -> None:
        """Raises ParseError if a package of the extra `ingest` is not there."""
        if find_spec(package) is None:
            raise ParseError(f" needs {package}: pip install 'findling[ingest]'", **self.configuration.place())


Factory = Callable[[Making], Processor]
FACTORIES: Final[dict[str, Factory]] = {}


def register(*names: str) -> Callable[[Factory], Factory]:
    """Registers what makes the processors of a name from their configuration."""

    def decorate(factory: Factory) -> Factory:
        for name in names:
            FACTORIES[name] = factory
        return factory

    return decorate
