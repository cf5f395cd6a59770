"""exists: documents that have any value in a field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError, ParsingError, QueryShardError, UnsupportedOperationError
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register
from findling.search.query.constant_score import ConstantScoreQuery
from findling.search.query.match_all import MatchAllQuery, unmapped
from findling.search.query.metadata import RoutingQuery
from findling.search.query.prefix import PrefixTermsQuery
from findling.search.query.primitive.presence import PresenceQuery

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_ALWAYS_PRESENT = ("_id", "_index", "_seq_no", "_tier", "_version")


@dataclass(frozen=True, kw_only=True)
class ExistsQuery(Query):
    """The exists query; an object field or a name with wildcards stands for all fields below it."""

    field: str

    def rewrite(self, ctx: ShardContext) -> Query:
        if self.field in _ALWAYS_PRESENT or ctx.constant(self.field) is not None:
            return MatchAllQuery(boost=self.boost)
        if self.field == "_source":
            raise QueryShardError("The _source field is not searchable", index=ctx.index)
        if self.field == "_field_names":
            raise UnsupportedOperationError("Cannot run exists query on _field_names")
        if self.field == "_doc_count":
            raise QueryShardError(
                "Field [_doc_count] of type [_doc_count] does not support exists queries", index=ctx.index
            )
        if self.field == "_routing":
            return RoutingQuery(values=None, boost=self.boost)
        key = _flattened_key(self.field, ctx)
        if key is not None:
            return key.boosted(self.boost)
        names = present_fields(self.field, ctx)
        return PresenceQuery(fields=names, boost=self.boost) if names else unmapped(self.field, "exists")


def _flattened_key(name: str, ctx: ShardContext) -> Query | None:
    """Returns the query of a key of a flattened field; None for any other field."""
    field = ctx.field(name)
    if field is not None:
        field.type.check_exists()
    if field is None or not field.type.key_prefix:
        return None
    if field.type.is_feature:
        return unmapped(name)
    return ConstantScoreQuery(inner=PrefixTermsQuery(field=field.name, prefix=field.type.key_prefix.decode())).rewrite(
        ctx
    )


def present_fields(name: str, ctx: ShardContext) -> tuple[str, ...]:
    """Returns the names of the fields whose presence a name stands for, sorted."""
    field = ctx.field(name)
    if field is not None and "*" not in name:
        return (field.type.presence_name,)
    fields = (ctx.field(entry) for entry in ctx.mapping.matching(name if "*" in name else f"{name}.*"))
    return tuple(sorted({entry.type.presence_name for entry in fields if entry is not None}))


@register("exists")
def parse_exists(body: object, inner: InnerParser) -> Query:
    """Parses {"exists": {"field": "user"}}."""
    parameters = Parameters("exists", body)
    parameters.only("field")
    field = parameters.text("field")
    if field == "":
        raise IllegalArgumentError("field name is null or empty")
    if field is None:
        raise ParsingError("[exists] must be provided with a [field]")
    query = ExistsQuery(field=field, **parameters.common())
    parameters.finish()
    return query
