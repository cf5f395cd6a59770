"""Queries in Lucene's notation as they are before anything is simplified: what `_validate/query?explain` shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from findling.base.java_numbers import java_float

if TYPE_CHECKING:
    from findling.search.context import ShardContext
    from findling.search.query.base import Query, Weight


class Notation(NamedTuple):
    """The text of a query; several clauses stand in brackets where they are part of others."""

    text: str
    is_boolean: bool = False

    @property
    def grouped(self) -> str:
        """The text as part of another query."""
        return f"({self.text})" if self.is_boolean else self.text

    def boosted(self, boost: float) -> Notation:
        """Returns the text of the query with a boost."""
        return self if boost == 1.0 else Notation(f"({self.text}){boost_text(boost)}")


def boost_text(boost: float) -> str:
    """Returns a boost as Lucene writes it after a query, nothing for 1."""
    return "" if boost == 1.0 else f"^{java_float(boost)}"


def shown_part(query: Query, weight: Weight) -> Notation:
    """Returns the text of a part of a rewritten query. weight: its own, which may have the boosts of those around it"""
    return Notation(weight.describe(), query.lucene_class == "BooleanQuery").boosted(query.boost)


def shown_clauses(sign: str, queries: Sequence[Query], weights: Sequence[Weight]) -> list[str]:
    """Returns the texts of parts of one kind of a rewritten boolean query, with their sign."""
    return [sign + shown_part(*part).grouped for part in zip(queries, weights, strict=True)]


def clauses(ctx: ShardContext, marked: Iterable[tuple[str, Iterable[Query]]], minimum: int | None) -> Notation:
    """Returns the text of a boolean query.

    marked: the sign of each kind of clause, and its queries
    minimum: how many of the optional ones must match, None if that was not said
    """
    parts = [sign + part.notation(ctx).grouped for sign, queries in marked for part in queries]
    text = " ".join(parts)
    return Notation(f"({text})~{minimum}" if minimum else text, is_boolean=True)
