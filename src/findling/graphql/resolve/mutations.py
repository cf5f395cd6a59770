"""Writes: their arguments as what the node writes, and its answers."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import json_text
from findling.graphql.model.catalog import Source
from findling.graphql.resolve.documents import Document
from findling.node.documents.bulk import RefreshPolicy, WriteOptions
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.bulk_request import check_sequence_number
from findling.node.documents.get_document import GetRequest

Arguments = Mapping[str, Any]

_UPDATE: Final = {"docAsUpsert": "doc_as_upsert", "detectNoop": "detect_noop", "script": "script"}


class Written:
    """What became of a write. name: the index, or alias of one, to get the document from; routing: of the document"""

    __slots__ = ("answer", "id", "name", "routing")

    def __init__(self, name: str, item: BulkItem) -> None:
        self.name = name
        self.id = item.id or ""
        self.answer = {"action": item.action, "status": item.status, **item.answer()}
        self.routing = item.routing


def written_field(name: str) -> Callable[..., Any]:
    """Returns the resolver of a member of the answer."""
    return lambda written, info: written.answer.get(name)


def written_document(written: Written, info: Any) -> Document | None:
    """Returns the document as it is now, None if it is not there."""
    found = info.context.backend.get(GetRequest(written.name, written.id, written.routing))
    return Document(found) if found["found"] else None


def write(source: Source, action: str) -> Callable[..., Written]:
    """Returns the resolver of one write to an index or alias."""

    def resolve(root: Any, info: Any, **arguments: Any) -> Written:
        item = _item(source.name, action, arguments)
        info.context.backend.write(item, _options(arguments))
        return _written(source, item)

    return resolve


def write_many(source: Source) -> Callable[..., Any]:
    """Returns the resolver of many writes to an index or alias. Those that fail are errors of their own."""

    def resolve(root: Any, info: Any, operations: list[dict[str, Any]], **arguments: Any) -> dict[str, Any]:
        items = [_item(source.name, action, given) for one in operations for action, given in one.items()]
        answer = info.context.backend.bulk(items, _options(arguments))
        found = [_written(source, item) if item.error is None else item.error for item in items]
        return {"errors": answer["errors"], "took": answer["took"], "items": found}

    return resolve


def _written(source: Source, item: BulkItem) -> Written:
    return Written(source.name if source.is_single else item.index_name, item)


def _options(arguments: Arguments) -> WriteOptions:
    refresh: RefreshPolicy = arguments.get("refresh") or "false"
    return WriteOptions(refresh)


def _item(name: str, action: str, given: Arguments) -> BulkItem:
    for member in ("ifSeqNo", "ifPrimaryTerm"):
        check_sequence_number(member, given.get(member))
    return BulkItem(
        action,
        name,
        given.get("_id"),
        routing=given.get("routing"),
        source=b"" if action == "delete" else _update(given) if action == "update" else _document(given),
        version=given.get("version"),
        version_type=given.get("versionType") or "internal",
        if_seq_no=given.get("ifSeqNo"),
        if_primary_term=given.get("ifPrimaryTerm"),
        pipeline=given.get("pipeline"),
        retry_on_conflict=given.get("retryOnConflict") or 0,
    )


def _document(given: Arguments) -> bytes:
    """Returns the document as it is stored. Raises IllegalArgumentError without one, or with two."""
    document = _given(given)
    if document is None:
        raise IllegalArgumentError("one of [document] and [source] must be given")
    return json_text(document)


def _given(given: Arguments) -> Any:
    document, source = given.get("document"), given.get("source")
    if document is not None and source is not None:
        raise IllegalArgumentError("only one of [document] and [source] may be given")
    if source is not None and not isinstance(source, dict):
        raise IllegalArgumentError("[source] must be an object")
    return source if document is None else document


def _update(given: Arguments) -> bytes:
    body = {ours: given[name] for name, ours in _UPDATE.items() if given.get(name) is not None}
    document = _given(given)
    if document is not None:
        body["doc"] = document
    if given.get("upsert") is not None:
        body["upsert"] = given["upsert"]
    return json_text(body)
