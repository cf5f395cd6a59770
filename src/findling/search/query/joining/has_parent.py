"""has_parent: children by what is in their parent."""

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
from findling.search.query.notation import Notation

if TYPE_CHECKING:
    from findling.mapping.types.join import JoinFieldType
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class HasParentQuery(Query):
    """The has_parent query of the query DSL.

    score: whether children score as their parent does
    inner_hits: the body of `inner_hits` (as a hashable), None if not asked for
    """

    refused_in_percolator: ClassVar[str] = "has_parent"

    parent_type: str
    inner: Query
    score: bool = False
    ignore_unmapped: bool = False
    inner_hits: Any = field(default=None, compare=False)

    def children(self) -> Iterable[Query]:
        return (self.inner,)

    @property
    def related(self) -> str:
        """The relation of the documents that are looked at."""
        return self.parent_type

    def ids_field(self, join: JoinFieldType) -> str:
        """Returns the field with the ids of parents."""
        return join.ids_field(self.parent_type)

    def is_mapped(self, ctx: ShardContext) -> bool:
        """Whether there is such a relation."""
        return ctx.mapping.join_field is not None and self.parent_type in ctx.mapping.join_field.relations

    def notation(self, ctx: ShardContext) -> Notation:
        join = ctx.mapping.join_field
        if join is None or not self.is_mapped(ctx):
            return super().notation(ctx)
        return Notation(f"LateParsingQuery {{joinField={self.ids_field(join)}}}").boosted(self.boost)

    def rewrite(self, ctx: ShardContext) -> Query:
        check_expensive("joining", ctx)
        join = ctx.mapping.join_field
        if join is None or self.parent_type not in join.relations:
            if self.ignore_unmapped:
                return no_documents()
            reason = "no join field has been configured"
            if join is not None:
                reason = f"join field [{join.name}] doesn't hold [{self.parent_type}] as a parent"
            raise QueryShardError(f"[has_parent] {reason}", index=ctx.index)
        with ctx.within(None):
            inner = self.inner.rewrite(ctx)
        if isinstance(inner, MatchNoneQuery):
            return inner
        return joined_docs(
            ctx,
            join.ids_field(self.parent_type),
            among(inner, documents_of(join, [self.parent_type])),
            documents_of(join, join.relations[self.parent_type]),
            "max" if self.score else "none",
            (1, MAX_COUNT),
            self.boost,
        )


@register("has_parent")
def parse_has_parent(body: object, inner: InnerParser) -> Query:
    """Parses {"has_parent": {"parent_type": "question", "query": {...}}}."""
    parameters = LooseParameters("has_parent", body)
    parameters.check("parent_type", "score", "ignore_unmapped")
    query_body = parameters.object("query")
    score = parameters.boolean("score", False)
    inner_hits = parameters.object("inner_hits")
    parsed = None if query_body is None else inner(query_body)
    relation = parameters.text("parent_type")
    ignore_unmapped = parameters.boolean("ignore_unmapped", False)
    common = parameters.common()
    if relation is None:
        raise IllegalArgumentError("[has_parent] requires 'parent_type' field")
    if parsed is None:
        raise IllegalArgumentError("[has_parent] requires 'query' field")
    return HasParentQuery(
        parent_type=relation,
        inner=parsed,
        score=score,
        ignore_unmapped=ignore_unmapped,
        inner_hits=None if inner_hits is None else hashable(inner_hits),
        **common,
    )
