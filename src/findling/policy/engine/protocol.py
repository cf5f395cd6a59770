"""What an engine of Rego does, whoever made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Protocol


class Undefined(Enum):
    """The value of what no rule defines. It is none of JSON's."""

    UNDEFINED = "undefined"


UNDEFINED: Final = Undefined.UNDEFINED
NO_INPUT: Final = UNDEFINED
"""As an input: `input` itself is undefined, which is not the same as null."""


@dataclass(frozen=True)
class Sources:
    """What an engine is made of.

    modules: texts in Rego by file name; data: the document `data`, to which rules add theirs
    """

    modules: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A value, and what was noted while it was computed.

    coverage: OPA's report of covered lines by file; trace: events in order; prints: (message, "file:line") of `print`
    """

    value: Any
    coverage: Mapping[str, Any] | None = None
    trace: Sequence[Mapping[str, Any]] | None = None
    prints: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One answer to a query: its variables, and the value of each expression with its text."""

    bindings: Mapping[str, Any]
    expressions: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class FilterRequest:
    """What shall become a filter of rows: a rule, of which a part of the input is unknown.

    rule: such as "data.filters.include"; unknowns: references below `input`; target: "ucast" or "sql"
    dialect: of ucast "all", "minimal", "prisma", "linq"; of sql "postgresql", "mysql", "sqlserver", "sqlite"
    mappings: other names of tables and columns; mask_rule: a rule that says which columns are masked
    """

    rule: str
    unknowns: Sequence[str]
    target: str = "ucast"
    dialect: str = "all"
    mappings: Mapping[str, Any] | None = None
    mask_rule: str | None = None


@dataclass(frozen=True, slots=True)
class CompiledFilter:
    """query: a condition of UCAST or a clause of SQL; empty: always true; None: never. masks: None if not asked for"""

    query: Any
    masks: Mapping[str, Any] | None = None


class Engine(Protocol):
    """Modules and data, ready to be asked. Safe for threads, which may wait for each other. `close` at the end.

    All methods raise RegoError, EngineError.
    """

    def evaluate(self, path: str, input: Any = NO_INPUT) -> Any:
        """Returns the value at a path below `data`, such as "authz.allow" or "" for all; UNDEFINED if it has none.

        path: of the caller's choice, never of a stranger's: engines remember all they have seen
        """

    def observe(self, path: str, input: Any = NO_INPUT, *, coverage: bool = False, trace: bool = False) -> Evaluation:
        """Returns the value at a path and what was noted on the way."""

    def query(self, query: str, input: Any = NO_INPUT) -> list[Row]:
        """Returns the answers to a query: for engines that are thrown away afterwards, see `evaluate`."""

    def compile(self, request: FilterRequest, input: Any = NO_INPUT) -> CompiledFilter:
        """Returns a rule as a filter of rows. Raises EngineError if the engine has no partial evaluation."""

    def close(self) -> None:
        """Frees what the engine holds. It is safe to call twice."""


class EngineKind(Protocol):
    """A way to evaluate Rego. title: as start-up names it; has_filters: whether its engines compile filters of rows"""

    @property
    def title(self) -> str: ...

    @property
    def has_filters(self) -> bool: ...

    def load(self, sources: Sources) -> Engine:
        """Returns an engine in this process. Raises RegoError for modules that do not parse or compile."""
