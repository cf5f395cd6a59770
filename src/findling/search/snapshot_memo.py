"""What searches found out about a snapshot that holds for all searches of it: bound fields, tables over columns."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from findling.index.searcher import Searcher

_MAX_ENTRIES: Final = 256
_T = TypeVar("_T")


def remembered(searcher: Searcher, key: Hashable, make: Callable[[], _T]) -> _T:
    """Returns what `make` gave for a key, as long as the searcher lives or until there are many others.

    Two threads may both make it, and either result may stay. A key that holds an id() needs a result that holds the
    object.
    """
    memo: dict[Hashable, Any] = searcher.memo.setdefault("aggregations", {})
    found: _T | None = memo.get(key)
    if found is None:
        found = make()
        if len(memo) >= _MAX_ENTRIES:
            memo.clear()
        memo[key] = found
    return found
