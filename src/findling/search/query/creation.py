"""From a parsed query to what is evaluated on a shard, with the errors that come up on the way.

Whatever a mapping or a value does not allow is reported as a query that could not be created, with its cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from findling.base.errors import (
    CircuitBreakingError,
    DocumentParsingError,
    ExpansionError,
    FindlingError,
    IllegalArgumentError,
    NumberFormatError,
    ParseError,
    ParsingError,
    QueryShardError,
    TaskCancelledError,
)
from findling.search.query.base import Query, Weight, weigh
from findling.search.query.match_all import MatchAllQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext


class DateBoundError(ParseError):
    """A bound of a range that is no date; Elasticsearch notices it before it creates a query, and does not wrap it."""


class ShapeMissingError(FindlingError):
    """A document to take a shape from that has none."""

    type = "illegal_state_exception"
    status = 500


class EvaluationError(IllegalArgumentError):
    """What Elasticsearch notices only once it evaluates a query that it has created."""


class EvaluationNumberError(NumberFormatError):
    """The same for a text that is no number."""


_AS_THEY_ARE = (
    EvaluationError,
    EvaluationNumberError,
    QueryShardError,
    ParsingError,
    DateBoundError,
    CircuitBreakingError,
    ExpansionError,
    TaskCancelledError,
    DocumentParsingError,
)


@contextmanager
def looking_up() -> Iterator[None]:
    """Tells errors of a with block as those of the request: Elasticsearch looks things up before there are shards."""
    try:
        yield
    except FindlingError as error:
        error.is_of_request = True
        raise


class creating:
    """Turns errors of a with block into QueryShardError where Elasticsearch does."""

    __slots__ = ("_ctx",)

    def __init__(self, ctx: ShardContext) -> None:
        self._ctx = ctx

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if (
            error is None
            or not isinstance(error, FindlingError)
            or isinstance(error, _AS_THEY_ARE)
            or error.status != 400
            or error.is_of_request
        ):
            return
        raise QueryShardError(f"failed to create query: {error.reason}", index=self._ctx.index) from error


def rewritten(query: Query | None, ctx: ShardContext) -> Query:
    """Returns the rewritten query; no query matches everything. Raises QueryShardError."""
    if query is None:
        return MatchAllQuery()
    with creating(ctx):
        return query.rewrite(ctx)


def weight_of(query: Query | None, ctx: ShardContext, scoring: bool) -> Weight:
    """Returns the evaluation of a parsed query on a shard. Raises QueryShardError."""
    with creating(ctx):
        return weigh(rewritten(query, ctx), ctx, scoring)
