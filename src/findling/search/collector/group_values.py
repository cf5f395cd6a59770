"""The values of the field by which hits are collapsed: one number per document in a segment, values across segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.collapse import Collapse
    from findling.search.collector.matches import Matches
    from findling.search.context import ShardContext

GroupValue = bytes | int | None

_NONE, _ONE, _SEVERAL = 0, 1, 2


class Groups(NamedTuple):
    """The groups of matches.

    numbers: (n,) int64, the ordinal or the bits of the number; kinds: (n,) uint8, 0 none, 1 one, 2 several values
    """

    numbers: NDArray[np.int64]
    kinds: NDArray[np.uint8]


class GroupField:
    """The field of a collapse on one shard. Raises IllegalArgumentError if hits cannot be collapsed by it."""

    def __init__(self, collapse: Collapse, ctx: ShardContext) -> None:
        self.name = collapse.field
        self._field = _checked(collapse, ctx)

    def of(self, matches: Matches) -> Groups:
        """Returns the groups of matches of a segment; numbers compare within the segment."""
        values, owners = self._values(matches)
        counts = np.bincount(owners, minlength=matches.count)
        numbers = np.zeros(matches.count, np.int64)
        numbers[owners] = values.view(np.int64) if values.dtype.itemsize == numbers.itemsize else values
        return Groups(numbers, np.minimum(counts, _SEVERAL).astype(np.uint8))

    def _values(self, matches: Matches) -> tuple[NDArray[Any], NDArray[np.int32]]:
        reader, none = matches.segment.reader, (np.empty(0, np.int64), np.empty(0, np.int32))
        if self._field.structures.has_terms:
            ordinals = reader.ordinals(self._field.column)
            return none if ordinals is None else ordinals.values(matches.docs)
        numbers = reader.numeric(self._field.column)
        return none if numbers is None else numbers.values(matches.docs)

    def values(self, matches: Matches) -> list[GroupValue]:
        """Returns the value of each match, as it compares across segments and shards."""
        groups = self.of(matches)
        numbers: list[Any] = groups.numbers.tolist()
        if self._field.structures.has_terms:
            ordinals = matches.segment.reader.ordinals(self._field.column)
            if ordinals is None:
                return [None] * matches.count
            numbers = [ordinals.dictionary.term(number) for number in numbers] if len(ordinals.dictionary) else numbers
        return [number if kind else None for number, kind in zip(numbers, groups.kinds.tolist(), strict=True)]


def _checked(collapse: Collapse, ctx: ShardContext) -> MappedField:
    name = collapse.field
    field = ctx.field(name)
    if field is None:
        raise IllegalArgumentError(f"no mapping found for `{name}` in order to collapse on")
    if not field.type.collapses or field.is_metadata or field.name in ctx.mapping.computed:
        raise IllegalArgumentError(
            f"collapse is not supported for the field [{field.name}] of the type [{field.type_name}]"
        )
    if not field.type.has_doc_values:
        raise IllegalArgumentError(f"cannot collapse on field `{name}` without `doc_values`")
    if collapse.inner_hits and not field.type.get("index"):
        raise IllegalArgumentError(
            f"cannot expand `inner_hits` for collapse field `{name}`, only indexed field can retrieve `inner_hits`"
        )
    return field
