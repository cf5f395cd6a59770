"""Retriever, and the registry through which JSON becomes retrievers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, Self

from findling.base.errors import (
    FindlingError,
    IllegalArgumentError,
    IllegalStateError,
    NamedObjectNotFoundError,
    ParsingError,
)
from findling.base.json_values import as_float, json_token
from findling.base.object_parser import NUMBER, STRING, Member, field_fault, parse_object
from findling.base.spelling import did_you_mean
from findling.inference.provider import InferenceRequest
from findling.search.query.base import Query, parse_query
from findling.search.retriever.ranked_docs import RankedDocs

if TYPE_CHECKING:
    from findling.search.request import SearchRequest


@dataclass(frozen=True, slots=True)
class RequestTraits:
    """What of a search decides whether a retriever may stand in it.

    size: as given, None if it is not; is_scroll: whether its hits are read page by page
    allows_partial: whether it asks for what some shards answered alone
    """

    size: int | None = None
    is_scroll: bool = False
    allows_partial: bool = False


class Shards(Protocol):
    """The shards of a search, all in one state, as retrievers ask them."""

    @property
    def index_names(self) -> Sequence[str]:
        """The indices that are searched."""

    def default_fields(self) -> Sequence[str]:
        """Returns the index setting `index.query.default_field` of the one index that is searched."""

    def semantic_fields(self) -> Sequence[str]:
        """Returns the names of the fields that are searched by meaning, of that index."""

    def blank(self) -> SearchRequest:
        """Returns a search for everything, of which no hit is counted."""

    def search(self, request: SearchRequest, per_shard: bool = False) -> RankedDocs:
        """Returns what the shards find, best first. Raises AllShardsFailedError.

        per_shard: whether what each shard finds is part of it, however many shards there are
        """

    def infer(self, endpoint: str, request: InferenceRequest) -> Sequence[Any]:
        """Returns what a model gives for each input. Raises InferenceError, ResourceNotFoundError."""

    def values(self, ranked: RankedDocs, name: str) -> list[list[Any]]:
        """Returns the values that each document has in a field, as `fields` of a search shows them."""


@dataclass(frozen=True, kw_only=True)
class Retriever(ABC):
    """What gives a ranked list of documents.

    filters: what all its documents have to match
    min_score: the least score of its documents; name: shown in `matched_queries`
    """

    kind: ClassVar[str]

    filters: tuple[Query, ...] = ()
    min_score: float | None = None
    name: str | None = None

    def with_filters(self, filters: tuple[Query, ...]) -> Self:
        """Returns the retriever of those of its documents that match more filters."""
        return replace(self, filters=(*self.filters, *filters)) if filters else self

    def faults(self, traits: RequestTraits) -> list[str]:
        """Returns what keeps it from standing in a search."""
        return []

    @property
    def default_size(self) -> int | None:
        """How many hits a search shows that does not say so; None for as many as any other search."""
        return None

    @abstractmethod
    def leaf(self, shards: Shards) -> Leaf:
        """Returns what a search asks the shards for; whatever has to be found before has been."""


@dataclass(frozen=True, kw_only=True)
class Leaf(Retriever):
    """A retriever that is nothing but what one search asks for."""

    def leaf(self, shards: Shards) -> Leaf:
        return self

    @abstractmethod
    def extract(self, request: SearchRequest, is_child: bool) -> SearchRequest:
        """Returns a search with what this asks for laid over it. Raises IllegalArgumentError.

        is_child: whether the search is made for a compound retriever
        """

    @abstractmethod
    def source(self, found: RankedDocs) -> Query:
        """Returns the query of all documents that its list was chosen from. found: the list"""

    def explained(self, found: RankedDocs) -> Query:
        """Returns the query that explains the scores of the list."""
        return self.source(found)


RetrieverParser = Callable[[Mapping[str, Any]], Retriever]

_PARSERS: Final[dict[str, RetrieverParser]] = {}


def register(name: str) -> Callable[[RetrieverParser], RetrieverParser]:
    """Registers the parser of a retriever's body under its name."""

    def decorate(parser: RetrieverParser) -> RetrieverParser:
        _PARSERS[name] = parser
        return parser

    return decorate


def retriever_names() -> list[str]:
    """Returns the names of all retrievers, sorted."""
    return sorted(_PARSERS)


def parse_retriever(value: Mapping[str, Any]) -> Retriever:
    """Returns the retriever of a search's `retriever`. Raises ParsingError and what its body's parser does."""
    if not value:
        raise ParsingError("retriever malformed, empty clause found")
    (name, body), *others = value.items()
    if not isinstance(body, Mapping):
        fault = ParsingError(f"[{name}] retriever malformed, no [START_OBJECT] after retriever name")
        fault.place = ("retriever", name)
        raise fault
    if name not in _PARSERS:
        unknown = NamedObjectNotFoundError(f"unknown field [{name}]")
        raise ParsingError(f"unknown retriever [{name}]{did_you_mean(name, _PARSERS)}") from unknown
    parsed = _PARSERS[name](body)
    if others:
        raise ParsingError(f"[{name}] malformed retriever, expected [END_OBJECT] but found [FIELD_NAME]")
    return parsed


def parse_named(value: Mapping[str, Any]) -> Retriever:
    """Returns the retriever that is a member of another. Raises XContentParseError with what its body's parser does."""
    name = next(iter(value), "retriever")
    try:
        parsed = parse_entry(value)
    except FindlingError as error:
        raise field_fault("retriever", name) from error
    return parsed


def parse_entry(value: Mapping[str, Any]) -> Retriever:
    """Returns the retriever of the first member of an object. Raises NamedObjectNotFoundError."""
    name = next(iter(value), "retriever")
    if name not in _PARSERS:
        raise NamedObjectNotFoundError(f"unknown field [{name}]")
    body = value[name]
    if not isinstance(body, Mapping):
        raise ParsingError(f"[{name}] expected [START_OBJECT] but found [{json_token(body)}]")
    return _PARSERS[name](body)


def _read_filters(value: object) -> tuple[Query, ...]:
    return tuple(map(parse_query, value if isinstance(value, list) else [value]))


COMMON: Final = {
    "filter": Member(("START_OBJECT", "START_ARRAY"), _read_filters),
    "min_score": Member(NUMBER, as_float),
    "_name": Member(STRING),
}


def read_retriever(
    name: str, body: Mapping[str, Any], members: Mapping[str, Member], required: Sequence[str] = ()
) -> dict[str, Any]:
    """Returns the members of a retriever's body, read, by their names. Raises XContentParseError.

    required: those that have to be there, else IllegalArgumentError is raised
    """
    read = parse_object(name, body, {**members, **COMMON})
    inner = body.get("retriever")
    if isinstance(inner, Mapping) and len(inner) > 1:
        raise IllegalStateError("parser for [retriever] did not end on END_OBJECT")
    missing = [member for member in required if member not in read]
    if missing:
        raise IllegalArgumentError(f"Required [{', '.join(missing)}]")
    return read


@contextmanager
def told_as_parsing() -> Iterator[None]:
    """Turns all errors into ParsingErrors of the same words, as some retrievers of Elasticsearch do."""
    try:
        yield
    except FindlingError as error:
        raise ParsingError(error.reason) from error


def common_of(read: Mapping[str, Any]) -> dict[str, Any]:
    """Returns what all retrievers have, as arguments of Retriever."""
    return {"filters": read.get("filter", ()), "min_score": read.get("min_score"), "name": read.get("_name")}
