"""has_child: parents by what is in their children."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from findling.base.errors import IllegalArgumentError
from findling.search.loose_parameters import LooseParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.joining.join_relations import among, documents_of
from findling.search.query.joining.joined_docs import MAX_COUNT, joined_docs
from findling.search.query.joining.joined_query import JoinedQuery, read_joined
from findling.search.query.nested import score_mode

if TYPE_CHECKING:
    from findling.mapping.types.join import JoinFieldType
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class HasChildQuery(JoinedQuery):
    """The has_child query of the query DSL."""

    refused_in_percolator: ClassVar[str] = "has_child"
    role: ClassVar[str] = "child"

    score_mode: str = "none"
    min_children: int = 1
    max_children: int = MAX_COUNT

    def ids_field(self, join: JoinFieldType) -> str:
        return join.ids_field(join.parent_of(self.related) or "")

    def holds(self, join: JoinFieldType) -> bool:
        return join.parent_of(self.related) is not None

    def joined(self, join: JoinFieldType, inner: Query, ctx: ShardContext) -> Query:
        return joined_docs(
            ctx,
            self.ids_field(join),
            among(inner, documents_of(join, [self.related])),
            documents_of(join, [join.parent_of(self.related) or ""]),
            self.score_mode,
            (self.min_children, self.max_children),
            self.boost,
        )


@register("has_child")
def parse_has_child(body: object, inner: InnerParser) -> Query:
    """Parses {"has_child": {"type": "answer", "query": {...}}}."""
    parameters = LooseParameters("has_child", body)
    parameters.check("type", "score_mode", "min_children", "max_children", "ignore_unmapped")
    mode = parameters.read("score_mode", score_mode, "none")
    lowest, highest = parameters.integer("min_children", 1), parameters.integer("max_children", MAX_COUNT)
    read = read_joined(parameters, "type", inner)
    _check_limits(lowest, highest)
    return HasChildQuery(score_mode=mode, min_children=lowest, max_children=highest, **read)


def _check_limits(lowest: int, highest: int) -> None:
    for name, value in (("min_children", lowest), ("max_children", highest)):
        if value <= 0:
            raise IllegalArgumentError(f"[has_child] requires positive '{name}' field")
    if highest < lowest:
        raise IllegalArgumentError("[has_child] 'max_children' is less than 'min_children'")
