"""What comes through the door of `findling.graphql.service`, and what goes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One request, as a transport has read it.

    query: the document, None where `extensions` name one that is stored
    declared: whether it is for the schema that is declared
    """

    query: str | None
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    extensions: Mapping[str, Any] = field(default_factory=dict)
    declared: bool = False


class OnlyQueriesError(Exception):
    """A mutation came where there may be queries only."""


def _never() -> None:
    """Nobody goes away."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, beside the access that holds in the thread anyway (`findling.cluster.access`).

    check: raises once the client has gone; headers: in lower case
    only_queries: a mutation raises OnlyQueriesError, as where a request may be repeated by whoever sees its address
    """

    check: Callable[[], None] = _never
    headers: Mapping[str, str] = field(default_factory=dict)
    only_queries: bool = False


@dataclass(frozen=True, slots=True)
class GraphQLResult:
    """An answer.

    data: None if there is none, which `is_executed` tells apart from null; errors: as they are shown
    is_executed: False for a request that was refused before anything was done
    """

    data: dict[str, Any] | None = None
    errors: Sequence[dict[str, Any]] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict)
    is_executed: bool = True

    def to_json(self) -> dict[str, Any]:
        """Returns the answer as it is shown; members that say nothing are left out."""
        body: dict[str, Any] = {}
        if self.errors:
            body["errors"] = list(self.errors)
        if self.is_executed:
            body["data"] = self.data
        if self.extensions:
            body["extensions"] = dict(self.extensions)
        return body
