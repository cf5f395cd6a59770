"""What queries on terms need of a field: whether it has a dictionary of texts, and how query text is normalised."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from findling.analysis.token_filters.lowercase import LowercaseFilter
from findling.base.errors import IllegalArgumentError, QueryShardError
from findling.search.query.expensive import check_scan

if TYPE_CHECKING:
    from findling.analysis.analyzer import Analyzer
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_OPERATORS: Final = re.compile(r"(\\.|[*?])")


def has_postings(field: MappedField) -> bool:
    """Whether the field has an inverted index."""
    return field.type.structures.index != "none"


def require_string_field(field: MappedField, query: str, ctx: ShardContext) -> None:
    """Raises QueryShardError if a query on characters of terms makes no sense on the field."""
    if field.type.terms.characters:
        require_indexed(field, ctx)
        return
    kinds = "keyword and text" if query == "regexp" else "keyword, text and wildcard"
    raise QueryShardError(
        f"Can only use {query} queries on {kinds} fields - not on [{field.name}] which is of type [{field.type_name}]",
        index=ctx.index,
    )


def require_indexed(field: MappedField, ctx: ShardContext, query: str = "") -> None:
    """Raises IllegalArgumentError if nothing can be searched in the field.

    query: its name, where the error tells it
    """
    structures = field.type.structures
    if field.type.unsearchable or (structures.index == "none" and structures.doc_values == "none"):
        if field.type.unsearchable and not query:
            raise IllegalArgumentError(field.type.unsearchable)
        if structures.is_vector or field.type.unsearchable:
            fault = f"does not support {query}" if query else "doesn't support term"
            raise IllegalArgumentError(f"Field [{field.name}] of type [{field.type_name}] {fault} queries")
        # a text has no doc values that could be looked for instead
        either = "" if field.type.terms.analyzed else " nor has doc values"
        raise IllegalArgumentError(f"Cannot search on field [{field.name}] since it is not indexed{either}.")
    if not ctx.allow_expensive:
        check_scan(field)


def refuse_keyed(field: MappedField, query: str) -> None:
    """Raises IllegalArgumentError for one key of an object field, whose terms such a query would not keep to."""
    if field.type.key_prefix and not field.type.terms.keyed_patterns:
        raise IllegalArgumentError(
            f"[{query}] queries are not currently supported on keyed [{field.type_name}] fields."
        )


def require_positions(field: MappedField, refusal: str) -> None:
    """Raises IllegalArgumentError if the places of terms in documents are not indexed."""
    if field.structures.index in ("none", "docs", "freqs"):
        raise IllegalArgumentError(refusal)


def normalized(field: MappedField, text: str, ctx: ShardContext) -> str:
    """Returns query text as the field's terms are: lowercased and so on, but not split."""
    return _normalized_all(field, [text], ctx)[0]


def normalized_parts(field: MappedField, text: str, ctx: ShardContext) -> str:
    """Returns a wildcard text with what is between its operators normalised."""
    return _between_operators(text, lambda parts: _normalized_all(field, parts, ctx))


def normalized_parts_by(analyzer: str | None, text: str, ctx: ShardContext) -> str:
    """Returns a wildcard text with what is between its operators as an analyzer makes it; None leaves it as it is."""
    if analyzer is None:
        return text
    return _between_operators(text, lambda parts: _normalize(ctx.analysis.analyzer(analyzer), parts))


def _between_operators(text: str, normalize: Callable[[list[str]], list[str]]) -> str:
    parts = _OPERATORS.split(text)
    # texts are at even places, operators between them
    places = [place for place in range(0, len(parts), 2) if parts[place]]
    for place, part in zip(places, normalize([parts[place] for place in places]), strict=True):
        parts[place] = part
    return "".join(parts)


def _normalized_all(field: MappedField, texts: list[str], ctx: ShardContext) -> list[str]:
    if field.type.terms.analyzed and field.search_analyzer is not None:
        return _normalize(ctx.analysis.analyzer(field.search_analyzer), texts)
    return [field.type.index_term(text).decode("utf-8", "replace") for text in texts]


def normalized_by(analyzer: str | None, text: str, ctx: ShardContext) -> str:
    """Returns query text as an analyzer makes it, but not split; None leaves it as it is."""
    return text if analyzer is None else _normalize(ctx.analysis.analyzer(analyzer), [text])[0]


def _normalize(analyzer: Analyzer, texts: list[str]) -> list[str]:
    kinds = {type(token_filter) for token_filter in analyzer.filters if token_filter.normalizes}
    if analyzer.char_filters or not kinds <= {LowercaseFilter} or not "".join(texts).isascii():
        return analyzer.normalize_many(texts)
    return [text.lower() for text in texts] if kinds else texts
