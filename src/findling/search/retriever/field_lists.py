"""The short form of fusing retrievers: one text, looked for in several fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.base.wildcards import matches
from findling.search.query.base import parse_query
from findling.search.query.text.field_names import FieldBoost, parse_field
from findling.search.retriever.base import Retriever, Shards
from findling.search.retriever.standard import StandardRetriever


@dataclass(frozen=True, slots=True)
class Weighted:
    """A retriever with the weight of its list."""

    retriever: Retriever
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class FieldLists:
    """What is asked for. fields: names, patterns and `name^weight`, None for those that the index has by default"""

    fields: tuple[str, ...] | None
    query: str | None

    @classmethod
    def of(cls, read: Mapping[str, Any]) -> FieldLists | None:
        """Returns what the members of a retriever ask for, None if they do not use the short form."""
        if "fields" not in read and "query" not in read:
            return None
        return cls(read.get("fields"), read.get("query"))

    def lists(self, kind: str, shards: Shards, check_weight: Callable[[float], None]) -> Iterator[Sequence[Weighted]]:
        """Yields what becomes one list each: all fields with terms together, then those with meanings.

        check_weight: raises for a weight that a field may not have
        """
        if len(shards.index_names) > 1:
            raise IllegalArgumentError(f"[{kind}] cannot specify [query] when querying multiple indices")
        fields = tuple(map(parse_field, self.fields or shards.default_fields()))
        for _, weight in fields:
            check_weight(weight)
        semantic = _semantic(fields, shards.semantic_fields())
        lexical = [f"{name}^{weight}" for name, weight in fields if name not in semantic]
        if lexical:
            body = {"query": self.query, "fields": lexical, "type": "most_fields"}
            yield [Weighted(StandardRetriever(query=parse_query({"multi_match": body})))]
        if semantic:
            yield [
                Weighted(StandardRetriever(query=parse_query({"match": {name: {"query": self.query}}})), weight)
                for name, weight in semantic.items()
            ]


def _semantic(fields: Sequence[FieldBoost], known: Sequence[str]) -> dict[str, float]:
    """Returns the known fields that names and patterns mean, with the product of their weights."""
    found: dict[str, float] = {}
    for pattern, weight in fields:
        for name in known:
            if matches(pattern, name):
                found[name] = found.get(name, 1.0) * weight
    return found


def field_faults(kind: str, fields: FieldLists | None, has_children: bool) -> list[str]:
    """Returns what is wrong with the short form of a retriever, or with its lack."""
    if fields is None:
        return [] if has_children else [f"[{kind}] must provide [retrievers] or [query]"]
    if fields.query is None:
        return [f"[{kind}] [query] must be provided when [fields] is specified"]
    found = [] if fields.query else [f"[{kind}] [query] cannot be empty"]
    if fields.fields is not None and not fields.fields:
        found.append(f"[{kind}] [fields] cannot be empty")
    if has_children:
        found.append(f"[{kind}] cannot combine [retrievers] and [query]")
    return found


def read_field_list(value: Any) -> tuple[str, ...]:
    """Returns the names of a list, or of one name alone."""
    names = value if isinstance(value, list) else [value]
    return tuple(map(str, names))
