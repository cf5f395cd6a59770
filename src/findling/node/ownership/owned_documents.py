"""Documents of an owner, or of a contact: found, and given another owner."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import orjson

from findling.base.errors import FindlingError, VersionConflictError
from findling.cluster.access import under
from findling.cluster.name_resolution import IndicesOptions
from findling.node.documents.bulk import WriteOptions, write_items
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.get_document import GetRequest, find_document
from findling.node.documents.owner_stamp import owner_of, with_owner
from findling.node.indices.maintenance import refresh
from findling.node.ownership.claim import Place
from findling.node.search.search import SearchCall, search
from findling.node.services.node import Node
from findling.security.ownership import OwnershipRule

_OPTIONS: Final = IndicesOptions(ignore_unavailable=True)
_PAGE: Final = 1000
_AT_ONCE: Final = WriteOptions(refresh="true")


def of_owner(node: Node, rule: OwnershipRule, owner: str) -> list[Place]:
    """Returns documents of an owner, at most a thousand."""
    found = _found(node, rule, query_of_owner(rule, owner))
    return [place for place, source in found if owner_of(source, rule.field) == owner]


def of_contact(node: Node, rule: OwnershipRule, field: str, contact: str) -> list[Place]:
    """Returns documents without an owner that have a contact, however it is written, at most a thousand."""
    found = _found(node, rule, query_of_contact(rule, field, contact))
    return [place for place, source in found
            if owner_of(source, rule.field) is None and _is(owner_of(source, field), contact)]  # fmt: skip


def query_of_owner(rule: OwnershipRule, owner: str) -> dict[str, Any]:
    """Returns a query for the documents of an owner."""
    return {"bool": {"should": _equal(rule.field, owner)}}


def query_of_contact(rule: OwnershipRule, field: str, contact: str) -> dict[str, Any]:
    """Returns a query for documents without an owner that have a contact."""
    should = _equal(field, contact, case_insensitive=True)
    return {"bool": {"should": should, "minimum_should_match": 1, "must_not": {"exists": {"field": rule.field}}}}


def how_many(node: Node, rule: OwnershipRule, query: dict[str, Any]) -> int:
    """Returns how many documents a query finds."""
    answer = _searched(node, rule, {"query": query, "size": 0, "track_total_hits": True})
    return int(answer["hits"]["total"]["value"])


def change_owner(node: Node, places: Iterable[Place], before: str | None, after: str | None) -> None:
    """Gives those of documents another owner that have still the one before; None stands for no owner.

    Raises what a write failed with, unless the document is gone or was changed: then it is looked at again.
    """
    waiting = list(places)
    with under(None):
        while waiting:
            items = [item for item in (_item(node, place, before, after) for place in waiting) if item is not None]
            write_items(node, items, _AT_ONCE)
            again = {item.id for item in items if isinstance(item.error, VersionConflictError)}
            for item in items:
                if item.error is not None and item.id not in again:
                    raise item.error
            waiting = [place for place in waiting if place.id in again]


def _equal(field: str, value: str, case_insensitive: bool = False) -> list[dict[str, Any]]:
    """Returns queries for a value of a field, be it a keyword or a text with a keyword beside it."""
    body = {"value": value, "case_insensitive": case_insensitive}
    return [{"term": {name: body}} for name in (field, f"{field}.keyword")]


def _is(found: Any, contact: str) -> bool:
    return isinstance(found, str) and found.lower() == contact.lower()


def _found(node: Node, rule: OwnershipRule, query: dict[str, Any]) -> Sequence[tuple[Place, dict[str, Any]]]:
    answer = _searched(node, rule, {"query": query, "size": _PAGE, "sort": ["_doc"]})
    hits = orjson.loads(orjson.dumps(answer["hits"]["hits"]))
    return [(Place(hit["_index"], hit["_id"], rule.field, hit.get("_routing")), hit["_source"]) for hit in hits]


def _searched(node: Node, rule: OwnershipRule, body: dict[str, Any]) -> dict[str, Any]:
    """Returns the answer of a search that sees all that was written."""
    expression = ",".join(rule.indices)
    with under(None):
        refresh(node, expression, _OPTIONS)
        return search(node, SearchCall(expression, body, {}, _OPTIONS, allow_partial=False))


def _item(node: Node, place: Place, before: str | None, after: str | None) -> BulkItem | None:
    """Returns the write of one document, None if there is none to be made."""
    try:
        _, found = find_document(node, GetRequest(place.index, place.id, routing=place.routing))
    except FindlingError as error:
        if error.status == 404:
            return None
        raise
    if found is None:
        return None
    source = orjson.loads(found.source)
    if owner_of(source, place.field) != before:
        return None
    changed = orjson.dumps(with_owner(source, place.field, after))
    return BulkItem("index", place.index, place.id, place.routing, changed, if_seq_no=found.seq_no,
                    if_primary_term=found.primary_term)  # fmt: skip
