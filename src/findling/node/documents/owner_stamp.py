"""Documents carry who wrote them, where a rule of ownership says so: nobody writes in the name of another."""

from collections.abc import Mapping
from typing import Any

import orjson

from findling.base.errors import SecurityError
from findling.cluster.access import current_access
from findling.node.documents.bulk_item import BulkItem, read_update
from findling.node.documents.document_update import UpdateBody, load_document
from findling.node.services.node import Node


def signature_of(node: Node) -> str | None:
    """Returns what documents of the one who asks carry; None if they carry nothing."""
    access = None if node.security is None else current_access()
    return None if access is None else access.signature


def owner_field(node: Node, index: str) -> str | None:
    """Returns where documents of an index carry their owner."""
    return None if node.security is None else node.security.ownership.field_of(index)


def stamp(node: Node, item: BulkItem, signature: str) -> None:
    """Lets a write carry its owner, whatever it says itself.

    Raises SecurityError for a script, which could change the owner, and what is wrong with the document.
    """
    field = owner_field(node, item.index_name)
    if field is None or item.action == "delete":
        return
    if item.action == "update":
        _stamp_update(item, field, signature)
    else:
        item.source = orjson.dumps(with_owner(load_document(item.source), field, signature))


def _stamp_update(item: BulkItem, field: str, signature: str) -> None:
    update = read_update(item)
    if update.script is not None:
        raise SecurityError(f"documents of [{item.index_name}] have owners and are not changed by scripts")
    item.update = _with_owner(update, field, signature)


def _with_owner(update: UpdateBody, field: str, signature: str) -> UpdateBody:
    if update.upsert is not None:
        update.upsert = with_owner(update.upsert, field, signature)
    if update.doc is not None and (update.doc_as_upsert or owner_of(update.doc, field) is not None):
        update.doc = with_owner(update.doc, field, signature)
    return update


def owner_of(document: Mapping[str, Any], field: str) -> Any:
    """Returns the value of a path of members, which may also be written with dots; None if there is none."""
    if field in document:
        return document[field]
    head, dot, rest = field.partition(".")
    inner = document.get(head)
    return owner_of(inner, rest) if dot and isinstance(inner, Mapping) else None


def with_owner(document: Mapping[str, Any], field: str, owner: str | None) -> dict[str, Any]:
    """Returns a document with one owner, with none if it is None, however it wrote the field before."""
    cleared = _without(document, field)
    return cleared if owner is None else _put(cleared, field, owner)


def _put(document: dict[str, Any], field: str, owner: str) -> dict[str, Any]:
    head, dot, rest = field.partition(".")
    inner = document.get(head, {})
    if not dot or not isinstance(inner, dict):
        return {**document, field: owner}
    return {**document, head: _put(inner, rest, owner)}


def _without(document: Mapping[str, Any], field: str) -> dict[str, Any]:
    """Returns a document without a field: as nested members, as names with dots, in objects and lists of them."""
    kept: dict[str, Any] = {}
    for name, value in document.items():
        if name == field:
            continue
        kept[name] = _inner(value, field[len(name) + 1 :]) if field.startswith(f"{name}.") else value
    return kept


def _inner(value: Any, rest: str) -> Any:
    if isinstance(value, list):
        return [_inner(one, rest) for one in value]
    return _without(value, rest) if isinstance(value, Mapping) else value
