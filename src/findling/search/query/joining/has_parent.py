"""has_parent: children by what is in their parent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from findling.search.loose_parameters import LooseParameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.joining.join_relations import among, documents_of
from findling.search.query.joining.joined_docs import MAX_COUNT, joined_docs
from findling.search.query.joining.joined_query import JoinedQuery, read_joined

if TYPE_CHECKING:
    from findling.mapping.types.join import JoinFieldType
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class HasParentQuery(JoinedQuery):
    """The has_parent query of the query DSL.

    score: whether children score as their parent does
    """

    refused_in_percolator: ClassVar[str] = "has_parent"
    role: ClassVar[str] = "parent"

    score: bool = False

    def ids_field(self, join: JoinFieldType) -> str:
        return join.ids_field(self.related)

    def holds(self, join: JoinFieldType) -> bool:
        return self.related in join.relations

    def joined(self, join: JoinFieldType, inner: Query, ctx: ShardContext) -> Query:
        return joined_docs(
            ctx,
            self.ids_field(join),
            among(inner, documents_of(join, [self.related])),
            documents_of(join, join.relations[self.related]),
            "max" if self.score else "none",
            (1, MAX_COUNT),
            self.boost,
        )


@register("has_parent")
def parse_has_parent(body: object, inner: InnerParser) -> Query:
    """Parses {"has_parent": {"parent_type": "question", "query": {...}}}."""
    parameters = LooseParameters("has_parent", body)
    parameters.check("parent_type", "score", "ignore_unmapped")
    score = parameters.boolean("score", False)
    return HasParentQuery(score=score, **read_joined(parameters, "parent_type", inner))
