"""A subscription that has begun: events as they come, each answered as a query with the event at its root."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from findling.base.errors import IllegalStateError
from findling.cluster.access import acting
from findling.graphql.model.catalog import READ
from findling.graphql.request import GraphQLResult
from findling.node.search.changes import Change, Changes

Answer = Callable[[Change], GraphQLResult]


class ChangeSource(AsyncIterator[Change]):
    """What resolvers of subscriptions give: the changes, which nobody iterates over asynchronously."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes

    def __aiter__(self) -> "ChangeSource":
        return self

    async def __anext__(self) -> Change:
        raise IllegalStateError("changes are read in batches")


class Subscription:
    """What a transport reads, batch by batch. Only `watch`'s callback comes from another thread.

    answer: answers the operation for one change; check: raises once the client has gone
    """

    def __init__(
        self, changes: Changes, answer: Answer, check: Callable[[], None], on_close: Callable[[], None]
    ) -> None:
        self._changes = changes
        self._answer = answer
        self._check = check
        self._on_close: Callable[[], None] | None = on_close

    def results(self) -> Sequence[GraphQLResult]:
        """Returns the answers for what is new, none if nothing is. Raises what a search raises."""
        with acting(READ):
            changes = self._changes.batch(self._check)
        return [self._answer(change) for change in changes]

    def watch(self, callback: Callable[[], None]) -> None:
        """Calls back, from a thread that refreshes, when there may be something new."""
        self._changes.watch(callback)

    @property
    def behind(self) -> int:
        """How many operations have become searchable since the last results were read."""
        return self._changes.behind

    def close(self) -> None:
        """Ends it; harmless if it has ended."""
        self._changes.close()
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()


def change_source(value: Any) -> Changes:
    """Returns the changes that the resolver of a subscription has given."""
    assert isinstance(value, ChangeSource)
    return value.changes
