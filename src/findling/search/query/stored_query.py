"""Queries that are documents: whether they can be asked, looked at before one is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from findling.base.breakers import unlimited_account
from findling.base.errors import QueryShardError
from findling.index.searcher import Searcher
from findling.search.context import ShardContext
from findling.search.query.base import parse_query

if TYPE_CHECKING:
    from findling.analysis.registry import AnalysisRegistry
    from findling.mapping.mapped_field import MappedField
    from findling.mapping.mapping import Mapping as IndexMapping


class MappedOnlyContext(ShardContext):
    """A shard without documents, in which queries may name mapped fields only."""

    def field(self, name: str) -> MappedField | None:
        found = super().field(name)
        if found is None and "*" not in name:
            raise QueryShardError(f"No field mapping can be found for the field with name [{name}]")
        return found


def check_stored_query(body: object, mapping: IndexMapping | None) -> None:
    """Raises FindlingErrors for a query that cannot be parsed, or not be asked of the mapping.

    mapping: that of the index; None: the query is only parsed
    """
    query = parse_query(body)
    if mapping is None:
        return
    account = unlimited_account()
    try:
        analysis = cast("AnalysisRegistry", mapping.context.analysis)
        query.rewrite(MappedOnlyContext(mapping, analysis, Searcher((), 0, -1), account, ""))
    finally:
        account.close()
