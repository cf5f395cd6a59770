"""parent_id: the children of one parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError, ParsingError, QueryShardError
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.expensive import check_expensive
from findling.search.query.joining.join_relations import documents_of, no_documents
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.term_weight import PostingsQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class ParentIdQuery(Query):
    """The parent_id query of the query DSL."""

    type: str
    id: str
    ignore_unmapped: bool = False

    def rewrite(self, ctx: ShardContext) -> Query:
        check_expensive("joining", ctx)
        join = ctx.mapping.join_field
        parent = None if join is None else join.parent_of(self.type)
        if join is None or parent is None:
            if self.ignore_unmapped:
                return no_documents()
            reason = f"no join field found for index [{ctx.index}]"
            if join is not None:
                reason = f"no relation found for child [{self.type}]"
            raise QueryShardError(f"[parent_id] {reason}", index=ctx.index)
        parent_id = PostingsQuery(field=join.ids_field(parent), terms=(self.id.encode("utf-8", "replace"),))
        # children of several relations may have the same parent
        return BooleanQuery(must=(parent_id,), filter=(documents_of(join, [self.type]),), boost=self.boost)


@register("parent_id")
def parse_parent_id(body: object, inner: InnerParser) -> Query:
    """Parses {"parent_id": {"type": "answer", "id": "1"}}."""
    parameters = Parameters("parent_id", body)
    for name in parameters.names():
        value = parameters.take(name)
        if name not in ("type", "id", "ignore_unmapped", "boost", "_name") or parameters.is_wrong_token(value):
            raise ParsingError(f"[parent_id] query does not support [{name}]")
    relation, id_ = parameters.text("type"), parameters.text("id")
    ignore_unmapped = parameters.boolean("ignore_unmapped", False)
    common = parameters.common()
    if relation is None:
        raise IllegalArgumentError("[parent_id] requires 'type' field")
    if id_ is None:
        raise IllegalArgumentError("[parent_id] requires 'id' field")
    return ParentIdQuery(type=relation, id=id_, ignore_unmapped=ignore_unmapped, **common)
