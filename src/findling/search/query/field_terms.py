"""What queries on terms need of a field: whether it has a dictionary of texts, and how query text is normalised."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError, QueryShardError

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

STRING_FAMILIES = ("text", "keyword", "constant_keyword", "wildcard", "version", "flattened")


def has_postings(field: MappedField) -> bool:
    """Whether the field has an inverted index."""
    return field.structures.index != "none"


def require_string_field(field: MappedField, query: str, ctx: ShardContext) -> None:
    """Raises QueryShardError if a query on characters of terms makes no sense on the field."""
    if field.family in STRING_FAMILIES:
        require_indexed(field, ctx)
        return
    raise QueryShardError(
        f"Can only use {query} queries on keyword, text and wildcard fields - not on [{field.name}] which is of "
        f"type [{field.type_name}]",
        index=ctx.index,
    )


def require_indexed(field: MappedField, ctx: ShardContext) -> None:
    """Raises QueryShardError if nothing can be searched in the field."""
    if not has_postings(field) and field.structures.doc_values == "none":
        raise IllegalArgumentError(f"Cannot search on field [{field.name}] since it is not indexed nor has doc values.")


def normalized(field: MappedField, text: str, ctx: ShardContext) -> str:
    """Returns query text as the field's terms are: lowercased and so on, but not split."""
    if field.family == "text" and field.search_analyzer is not None:
        text_form: str = ctx.analysis.analyzer(field.search_analyzer).normalize(text)
        return text_form
    return field.type.index_term(text).decode("utf-8", "replace")


def normalized_parts(field: MappedField, text: str, ctx: ShardContext) -> str:
    """Returns a wildcard text with what is between its operators normalised."""
    parts = re.split(r"(\\.|[*?])", text)
    return "".join(part if part[:1] in ("*", "?", "\\") else normalized(field, part, ctx) for part in parts if part)
