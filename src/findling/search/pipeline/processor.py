"""The kinds of processors, and the registries through which their names become processors."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from findling.base.errors import IllegalArgumentError, ParseError
from findling.search.pipeline.configuration import Configuration

if TYPE_CHECKING:
    from findling.script.service import ScriptService
    from findling.search.retriever.fusion import Fusion

Search = dict[str, Any]
Answer = dict[str, Any]


@dataclass(slots=True)
class PipelineContext:
    """What the processors of one search share.

    scripts: compiles their scripts; attributes: what they leave for each other
    """

    scripts: ScriptService
    attributes: dict[str, Any] = field(default_factory=dict)


class Processor(ABC):
    """A step of a pipeline.

    kind: its name; tag, description: as given; ignores_failure: whether errors are passed over
    """

    kind: ClassVar[str]

    tag: str | None = None
    description: str | None = None
    ignores_failure: bool = False


class RequestProcessor(Processor):
    """A step before a search is run."""

    @abstractmethod
    def process(self, search: Search, context: PipelineContext) -> Search:
        """Returns the body of a search as it goes on."""


class ResponseProcessor(Processor):
    """A step after a search was run."""

    @abstractmethod
    def process(self, answer: Answer, search: Search, context: PipelineContext) -> Answer:
        """Returns the answer as it goes on; search: the body that was run. Sources of hits are JSON objects."""


class PhaseProcessor(Processor):
    """A step between what the shards found and the answer."""

    @abstractmethod
    def fusion(self) -> Fusion:
        """Returns how the lists of a hybrid query become one."""


P = TypeVar("P", bound=Processor)
Factory = Callable[[Configuration], Processor]
# by the member of a pipeline that lists them, then by name
FACTORIES: Final[dict[str, dict[str, Factory]]] = {
    "request_processors": {},
    "phase_results_processors": {},
    "response_processors": {},
}


def register(section: str, name: str) -> Callable[[Factory], Factory]:
    """Registers what makes the processors of a name from their configuration."""

    def decorate(factory: Factory) -> Factory:
        FACTORIES[section][name] = factory
        return factory

    return decorate


def make_processors(section: str, listed: list[Any]) -> list[Processor]:
    """Returns the processors of a section. Raises IllegalArgumentError, ParseError."""
    made = []
    for entry in listed:
        if not isinstance(entry, Mapping):
            raise ParseError(f"[{section}] property isn't a list of objects")
        made += [_make(section, name, body) for name, body in entry.items()]
    return made


def _make(section: str, name: str, body: Any) -> Processor:
    factory = FACTORIES[section].get(name)
    if factory is None:
        raise IllegalArgumentError(f"Invalid processor type {name}")
    if not isinstance(body, Mapping):
        raise ParseError(f"[{name}] property isn't a map")
    common = Configuration(None, body)
    tag, description = common.text("tag"), common.text("description")
    ignores_failure = common.flag("ignore_failure")
    own = {key: value for key, value in body.items() if key not in ("tag", "description", "ignore_failure")}
    configuration = Configuration(name, own)
    processor = factory(configuration)
    configuration.finish(f"processor [{name}]")
    processor.tag, processor.description, processor.ignores_failure = tag, description, ignores_failure
    return processor
