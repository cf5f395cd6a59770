"""Queries that may look at very many terms or documents: the cluster setting search.allow_expensive_queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from findling.base.errors import FindlingError

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

PREFIX_ADVICE: Final = " For optimised prefix queries on text fields please enable [index_prefixes]."
_SETTING: Final = "'search.allow_expensive_queries' is set to false"


class ExpensiveQueryError(FindlingError):
    """A query that the cluster does not allow."""

    type = "exception"
    status = 400


def check_expensive(query: str, ctx: ShardContext, where: str = "", advice: str = "") -> None:
    """Raises ExpensiveQueryError if queries of this name are not allowed.

    where: on which fields they are not; advice: what can be done, a sentence
    """
    if not ctx.allow_expensive:
        raise ExpensiveQueryError(f"[{query}] queries {where}cannot be executed when {_SETTING}.{advice}")


def check_expensive_pattern(query: str, field: MappedField, ctx: ShardContext, advice: str = "") -> None:
    """Raises ExpensiveQueryError if queries for the terms of a field that fit a pattern are not allowed."""
    if not field.type.terms.cheap_patterns:
        check_expensive(query, ctx, advice=advice)


def check_scan(field: MappedField) -> None:
    """Raises ExpensiveQueryError if only doc values can tell which documents match."""
    if field.type.get("index") is False:
        raise ExpensiveQueryError(f"Cannot search on field [{field.name}] since it is not indexed and {_SETTING}.")
