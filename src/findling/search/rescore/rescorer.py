"""Rescorer, and the registry through which the members of `rescore` become rescorers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import NamedObjectNotFoundError, ParsingError
from findling.base.json_values import as_integer, json_token

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.explanation import Explanation
    from findling.search.query.base import Query, Scores

ShardDocs = NDArray[np.int64]

DEFAULT_WINDOW: Final = 10


class BoundRescorer(ABC):
    """A rescorer on one shard."""

    @abstractmethod
    def scores(self, docs: ShardDocs, scores: Scores) -> Scores:
        """Returns the new scores of the documents in the window.

        docs: (n,) int64, counted over the shard, increasing; scores: (n,) float32, those they had before
        """

    @abstractmethod
    def outside(self, scores: Scores) -> Scores:
        """Returns the new scores of the documents behind the window."""

    @abstractmethod
    def explain(self, segment: SegmentContext, doc: int, before: Explanation, in_window: bool) -> Explanation:
        """Returns why a document has its score; before: why it had the one before."""


@dataclass(frozen=True, kw_only=True)
class Rescorer(ABC):
    """How hits are scored anew; immutable, knows nothing of an index.

    window_size: how many of the best hits of each shard
    """

    window_size: int = DEFAULT_WINDOW

    def queries(self) -> Iterable[Query]:
        """Yields the queries whose names hits may show."""
        return ()

    @abstractmethod
    def bound(self, ctx: ShardContext) -> BoundRescorer:
        """Returns the rescorer on one shard. Raises what its mapping forbids."""


Parser = Callable[[Mapping[str, object]], Rescorer]

_PARSERS: Final[dict[str, Parser]] = {}


def register(name: str) -> Callable[[Parser], Parser]:
    """Registers what parses the body of a kind of rescorer, a JSON object."""

    def decorate(parser: Parser) -> Parser:
        _PARSERS[name] = parser
        return parser

    return decorate


def parse_rescore(value: object) -> tuple[Rescorer, ...]:
    """Returns the rescorers of the member `rescore`: an object or a list of them.

    Raises ParsingError, XContentParseError and NamedObjectNotFoundError in Elasticsearch's wording.
    """
    if isinstance(value, list):
        return tuple([_parse_entry(entry) for entry in value])
    return (_parse_entry(value),)


def _parse_entry(body: object) -> Rescorer:
    if not isinstance(body, Mapping):
        raise ParsingError("unexpected token [END_ARRAY] after [null]")
    found, window = None, DEFAULT_WINDOW
    for name, value in body.items():
        if isinstance(value, Mapping):
            found = _parse_named(name, value)
        elif value is None or isinstance(value, list):
            raise ParsingError(f"unexpected token [{json_token(value)}] after [{name}]")
        elif name != "window_size":
            raise ParsingError(f"rescore doesn't support [{name}]")
        else:
            window = as_integer(value)
    if found is None:
        raise ParsingError("missing rescore type")
    return replace(found, window_size=window)


def _parse_named(name: str, body: Mapping[str, object]) -> Rescorer:
    parser = _PARSERS.get(name)
    if parser is None:
        raise NamedObjectNotFoundError(f"unknown field [{name}]")
    return parser(body)
