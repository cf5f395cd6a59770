"""What queries between documents need of the mapping: the join field, and the documents of a relation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.primitive.boolean import BooleanQuery
from findling.search.query.primitive.term_weight import PostingsQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from findling.mapping.types.join import JoinFieldType
    from findling.search.query.base import Query


def documents_of(join: JoinFieldType, relations: Sequence[str]) -> Query:
    """Returns the query of the documents of any of some relations."""
    terms: list[Query] = [PostingsQuery(field=join.name, terms=(relation.encode(),)) for relation in relations]
    return terms[0] if len(terms) == 1 else BooleanQuery(should=tuple(terms))


def among(inner: Query, filter: Query) -> Query:
    """Returns a rewritten query restricted to the documents of another, with its own scores."""
    if isinstance(inner, BooleanQuery) and inner.boost == 1.0:
        # Elasticsearch adds the restriction to the clauses, as explanations and profiles show
        return BooleanQuery(
            must=inner.must,
            filter=(*inner.filter, filter),
            should=inner.should,
            must_not=inner.must_not,
            minimum_should_match=inner.required_should or None,
        )
    return BooleanQuery(must=(inner,), filter=(filter,))


def no_documents() -> MatchNoneQuery:
    """Returns the query of a relation that is not mapped, where that may be."""
    return MatchNoneQuery(reason="")
