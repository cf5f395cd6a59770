"""pinned: the list of another retriever, behind documents that somebody chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import LIST, OBJECT, STRINGS, Member
from findling.search.query.base import Query
from findling.search.query.scoring.pinned import PinnedDocument, PinnedQuery, checked_documents, read_document
from findling.search.retriever.base import (
    common_of,
    parse_named,
    read_retriever,
    register,
    told_as_parsing,
)
from findling.search.retriever.compound import WINDOW, window_of
from findling.search.retriever.rearranged import RearrangedRetriever


@dataclass(frozen=True, kw_only=True)
class PinnedRetriever(RearrangedRetriever):
    """The pinned retriever."""

    kind: ClassVar[str] = "pinned"
    sort_refusal: ClassVar[str] = "[pinned] retriever only supports sorting by score, invalid sort criterion"

    documents: tuple[PinnedDocument, ...]

    def child_source(self, query: Query) -> Query:
        return PinnedQuery(organic=query, documents=self.documents)


@register("pinned")
def parse_pinned(body: Mapping[str, Any]) -> PinnedRetriever:
    """Parses {"pinned": {"ids": ["1", "4"], "retriever": {...}}}, or with `docs` in place of `ids`."""
    with told_as_parsing():
        members = {
            "ids": Member(STRINGS),
            "docs": Member((*LIST, *OBJECT), _read_documents),
            "retriever": Member(OBJECT, parse_named),
            **WINDOW,
        }
        read = read_retriever("pinned", body, members, ("retriever",))
        documents = _documents(read)
    return PinnedRetriever(
        children=(read["retriever"],), documents=documents, window=window_of(read), **common_of(read)
    )


def _read_documents(value: Any) -> list[PinnedDocument]:
    return list(map(read_document, value if isinstance(value, list) else [value]))


def _documents(read: Mapping[str, Any]) -> tuple[PinnedDocument, ...]:
    ids, docs = read.get("ids"), read.get("docs")
    if ids is not None and docs is not None:
        raise IllegalArgumentError("Both 'ids' and 'docs' cannot be specified at the same time")
    if not ids and not docs:
        raise IllegalArgumentError("Either 'ids' or 'docs' must be provided and non-empty for pinned retriever")
    if docs:
        return checked_documents(docs, "doc")
    return checked_documents(list(map(PinnedDocument, [ids] if isinstance(ids, str) else ids or ())), "id")
