"""has_child: parents by what is in their children."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from findling.base.errors import IllegalArgumentError, QueryShardError
from findling.base.json_values import hashable
from findling.search.loose_parameters import LooseParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.expensive import check_expensive
from findling.search.query.joining.join_relations import among, documents_of, no_documents
from findling.search.query.joining.joined_docs import MAX_COUNT, joined_docs
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.nested import score_mode
from findling.search.query.notation import Notation

if TYPE_CHECKING:
    from findling.mapping.types.join import JoinFieldType
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class HasChildQuery(Query):
    """The has_child query of the query DSL.

    inner_hits: the body of `inner_hits` (as a hashable), None if not asked for
    """

    refused_in_percolator: ClassVar[str] = "has_child"

    type: str
    inner: Query
    score_mode: str = "none"
    min_children: int = 1
    max_children: int = MAX_COUNT
    ignore_unmapped: bool = False
    inner_hits: Any = field(default=None, compare=False)

    def children(self) -> Iterable[Query]:
        return (self.inner,)

    @property
    def related(self) -> str:
        """The relation of the documents that are looked at."""
        return self.type

    def ids_field(self, join: JoinFieldType) -> str:
        """Returns the field with the ids of parents."""
        return join.ids_field(join.parent_of(self.type) or "")

    def is_mapped(self, ctx: ShardContext) -> bool:
        """Whether there is such a relation."""
        return ctx.mapping.join_field is not None and ctx.mapping.join_field.parent_of(self.type) is not None

    def notation(self, ctx: ShardContext) -> Notation:
        join = ctx.mapping.join_field
        if join is None or not self.is_mapped(ctx):
            return super().notation(ctx)
        return Notation(f"LateParsingQuery {{joinField={self.ids_field(join)}}}").boosted(self.boost)

    def rewrite(self, ctx: ShardContext) -> Query:
        check_expensive("joining", ctx)
        join = ctx.mapping.join_field
        parent = None if join is None else join.parent_of(self.type)
        if join is None or parent is None:
            if self.ignore_unmapped:
                return no_documents()
            reason = "no join field has been configured"
            if join is not None:
                reason = f"join field [{join.name}] doesn't hold [{self.type}] as a child"
            raise QueryShardError(f"[has_child] {reason}", index=ctx.index)
        with ctx.within(None):
            inner = self.inner.rewrite(ctx)
        if isinstance(inner, MatchNoneQuery):
            return inner
        return joined_docs(
            ctx,
            join.ids_field(parent),
            among(inner, documents_of(join, [self.type])),
            documents_of(join, [parent]),
            self.score_mode,
            (self.min_children, self.max_children),
            self.boost,
        )


@register("has_child")
def parse_has_child(body: object, inner: InnerParser) -> Query:
    """Parses {"has_child": {"type": "answer", "query": {...}}}."""
    parameters = LooseParameters("has_child", body)
    parameters.check("type", "score_mode", "min_children", "max_children", "ignore_unmapped")
    query_body = parameters.object("query")
    mode = parameters.read("score_mode", score_mode, "none")
    lowest, highest = parameters.integer("min_children", 1), parameters.integer("max_children", MAX_COUNT)
    inner_hits = parameters.object("inner_hits")
    parsed = None if query_body is None else inner(query_body)
    relation = parameters.text("type")
    ignore_unmapped = parameters.boolean("ignore_unmapped", False)
    common = parameters.common()
    if relation is None:
        raise IllegalArgumentError("[has_child] requires 'type' field")
    if parsed is None:
        raise IllegalArgumentError("[has_child] requires 'query' field")
    _check_limits(lowest, highest)
    return HasChildQuery(
        type=relation,
        inner=parsed,
        score_mode=mode,
        min_children=lowest,
        max_children=highest,
        ignore_unmapped=ignore_unmapped,
        inner_hits=None if inner_hits is None else hashable(inner_hits),
        **common,
    )


def _check_limits(lowest: int, highest: int) -> None:
    for name, value in (("min_children", lowest), ("max_children", highest)):
        if value <= 0:
            raise IllegalArgumentError(f"[has_child] requires positive '{name}' field")
    if highest < lowest:
        raise IllegalArgumentError("[has_child] 'max_children' is less than 'min_children'")
