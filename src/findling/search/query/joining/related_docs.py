"""The children or the parent of one document, as inner hits show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.search.query.base import Query
from findling.search.query.joining.join_relations import among, documents_of, no_documents
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.term_weight import PostingsQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class RelatedDocsQuery(Query):
    """Documents of a relation that match `inner` and have `id` in the field of the join's ids."""

    inner: Query
    relation: str
    field: str
    id: bytes

    def children(self) -> Iterable[Query]:
        return (self.inner,)

    def rewrite(self, ctx: ShardContext) -> Query:
        join = ctx.mapping.join_field
        inner = self.inner.rewrite(ctx)
        if join is None or inner.matches_nothing():
            return no_documents()
        found = among(inner, documents_of(join, [self.relation]))
        related = PostingsQuery(field=self.field, terms=(self.id,))
        return BooleanQuery(must=(found,), filter=(related,))
