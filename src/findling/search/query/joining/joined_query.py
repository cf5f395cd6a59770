"""What has_child and has_parent have in common: documents by what is in those that they are joined with."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from findling.base.errors import IllegalArgumentError, QueryShardError
from findling.search.inner_hits import InnerHitsRequest, parse_inner_hits
from findling.search.loose_parameters import LooseParameters
from findling.search.query.base import InnerParser, Query
from findling.search.query.expensive import check_expensive
from findling.search.query.joining.join_relations import no_documents
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.notation import Notation
from findling.search.query.positions.marks import Marks, NoMarks

if TYPE_CHECKING:
    from findling.mapping.types.join import JoinFieldType
    from findling.search.context import ShardContext


@dataclass(frozen=True, kw_only=True)
class JoinedQuery(Query):
    """Base. Its name in the query DSL is that by which percolator fields refuse it.

    related: the relation of the documents that are looked at, `role` what they are to those that are found
    inner_hits: what is shown of the documents that are looked at, None if not asked for
    """

    role: ClassVar[str]

    related: str
    inner: Query
    ignore_unmapped: bool = False
    inner_hits: InnerHitsRequest | None = field(default=None, compare=False)

    @abstractmethod
    def ids_field(self, join: JoinFieldType) -> str:
        """Returns the field with the ids of parents."""

    @abstractmethod
    def holds(self, join: JoinFieldType) -> bool:
        """Whether a join field has the relation in that role."""

    @abstractmethod
    def joined(self, join: JoinFieldType, inner: Query, ctx: ShardContext) -> Query:
        """Returns the query of a relation that there is; inner: rewritten."""

    @property
    def shows_more(self) -> bool:
        return self.inner_hits is not None or super().shows_more

    def children(self) -> Iterable[Query]:
        return (self.inner,)

    def is_mapped(self, ctx: ShardContext) -> bool:
        """Whether there is such a relation."""
        return ctx.mapping.join_field is not None and self.holds(ctx.mapping.join_field)

    def marks(self, ctx: ShardContext) -> Marks:
        return NoMarks(query=self, is_apart=True)

    def notation(self, ctx: ShardContext) -> Notation:
        join = ctx.mapping.join_field
        if join is None or not self.holds(join):
            return super().notation(ctx)
        return Notation(f"LateParsingQuery {{joinField={self.ids_field(join)}}}").boosted(self.boost)

    def rewrite(self, ctx: ShardContext) -> Query:
        check_expensive("joining", ctx)
        join = ctx.mapping.join_field
        if join is None or not self.holds(join):
            if self.ignore_unmapped:
                return no_documents()
            reason = "no join field has been configured"
            if join is not None:
                reason = f"join field [{join.name}] doesn't hold [{self.related}] as a {self.role}"
            raise QueryShardError(f"[{self.refused_in_percolator}] {reason}", index=ctx.index)
        with ctx.within(None):
            inner = self.inner.rewrite(ctx)
        return inner if isinstance(inner, MatchNoneQuery) else self.joined(join, inner, ctx)


def read_joined(parameters: LooseParameters, relation_key: str, inner: InnerParser) -> dict[str, Any]:
    """Returns the members that both queries have. Raises IllegalArgumentError without a relation or a query."""
    query_body, inner_hits = parameters.object("query"), parameters.read("inner_hits", parse_inner_hits, None)
    parsed = None if query_body is None else inner(query_body)
    relation = parameters.text(relation_key)
    read = {"ignore_unmapped": parameters.boolean("ignore_unmapped", False), **parameters.common()}
    for key, value in ((relation_key, relation), ("query", parsed)):
        if value is None:
            raise IllegalArgumentError(f"[{parameters.name}] requires '{key}' field")
    return {
        **read,
        "related": relation,
        "inner": parsed,
        "inner_hits": inner_hits,
    }
