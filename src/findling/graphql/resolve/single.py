"""Documents by their ids."""

from collections.abc import Callable
from typing import Any

from findling.graphql.model.catalog import Source
from findling.graphql.resolve.documents import Document
from findling.node.documents.get_document import GetRequest


def by_key(source: Source) -> Callable[..., Document | None]:
    """Returns the resolver of one document by its id, null if there is none."""

    def resolve(root: Any, info: Any, _id: str, routing: str | None = None) -> Document | None:
        backend = info.context.backend
        if source.is_single:
            found = backend.get(GetRequest(source.name, _id, routing))
            return Document(found) if found["found"] else None
        # get by id is for one index; of several the newest that is searchable is taken
        answer = backend.search([source.name], {"query": {"ids": {"values": [_id]}}, "size": 1, "version": True})
        hits = answer["hits"]["hits"]
        return Document(hits[0]) if hits else None

    return resolve
