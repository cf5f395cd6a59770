"""The answer to a bulk run as JSON text, without an object per item.

What is filtered out of an item depends on the names in it alone, so `filter_path` is applied to one sample item, which
then serves as the template of all that succeeded.
"""

from collections.abc import Iterator
from typing import Any, Final

import orjson

from findling.node.bulk_run import BulkRunOutcome
from findling.rest.filter_path import filter_body

_PLACE: Final = b"\x00"
"""Where a value goes in a template; no JSON text has this byte."""


def bulk_answer(outcome: BulkRunOutcome, filters: str | None) -> bytes:
    """Returns the same as rendering `outcome.body()` with the parameter filter_path."""
    head = _filtered({"errors": bool(outcome.errors), "took": outcome.took_ms}, filters)
    members = [orjson.dumps(head)[1:-1]] if head else []
    items = _items(outcome, filters)
    if items:
        members.append(b'"items":[' + items + b"]")
    return b"{" + b",".join(members) + b"}"


def _filtered(body: dict[str, Any], filters: str | None) -> dict[str, Any]:
    if not filters:
        return body
    kept: dict[str, Any] = filter_body(body, filters)
    return kept


def _item(item: dict[str, Any], filters: str | None) -> dict[str, Any] | None:
    """Returns what is left of an item; None if it is left out."""
    items = _filtered({"items": [item]}, filters).get("items")
    return items[0] if items else None


def _items(outcome: BulkRunOutcome, filters: str | None) -> bytes:
    created, updated = (_Template(outcome, filters, flag) for flag in (False, True))
    if not outcome.errors and not created.fields:
        count = int(outcome.result.updated.sum())
        if count in (0, len(outcome.ids)):
            template = updated if count else created
            return b",".join([template.text.encode()] * len(outcome.ids)) if template.text else b""
    return ",".join(filter(None, _rows(outcome, filters, created, updated))).encode()


def _rows(
    outcome: BulkRunOutcome, filters: str | None, created: "_Template", updated: "_Template"
) -> Iterator[str | None]:
    columns = [_column(outcome, name) for name in created.fields]
    rows: Iterator[tuple[Any, ...]] = zip(*columns, strict=True) if columns else iter([()] * len(outcome.ids))
    flags = outcome.result.updated.tolist()
    if not outcome.errors and not any(flags):
        yield from map(created.format.__mod__, rows)
        return
    for place, (row, flag) in enumerate(zip(rows, flags, strict=True)):
        if place in outcome.errors:
            left = _item(outcome.failed(place), filters)
            yield None if left is None else orjson.dumps(left).decode()
        else:
            yield (updated if flag else created).format % row


def _column(outcome: BulkRunOutcome, name: str) -> list[Any]:
    if name != "_id":
        numbers: list[Any] = (outcome.result.versions if name == "_version" else outcome.result.seq_nos).tolist()
        return numbers
    if b"\\" in orjson.dumps(outcome.ids):
        return [orjson.dumps(doc_id).decode() for doc_id in outcome.ids]
    return [f'"{doc_id}"' for doc_id in outcome.ids]


class _Template:
    """An item that succeeded.

    fields: members that differ from item to item, in the order they stand
    format: the text with a %s for each of them; text: the same, if there are none
    """

    def __init__(self, outcome: BulkRunOutcome, filters: str | None, updated: bool) -> None:
        item = _item(outcome.succeeded("", 0, 0, updated), filters)
        answer = {} if item is None else item[outcome.action]
        self.fields = [name for name in answer if name in ("_id", "_version", "_seq_no")]
        answer |= dict.fromkeys(self.fields, orjson.Fragment(_PLACE))
        self.text = "" if item is None else orjson.dumps(item).decode()
        self.format = self.text.replace("%", "%%").replace(_PLACE.decode(), "%s")
