"""The answer to a bulk run as JSON text, without an object per item.

What is filtered out of an item depends on the names in it alone, so `filter_path` is applied to one sample item, which
then serves as the template of all that succeeded.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import orjson

from findling.analysis.packed_strings import PackedBytes, PackedTexts
from findling.kernels.columns import rows
from findling.node.documents.bulk_run import BulkRunOutcome
from findling.rest.filter_path import filter_body

_PLACE: Final = b"\x00"
_QUOTED_PLACE: Final = b'"\x00"'
"""Where a value goes in a template; no JSON text has this byte."""
_SLOTS: Final = {"_id": -1, "_version": 0, "_seq_no": 1}
_MOST_DIGITS: Final = 19


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


def _item(item: Mapping[str, object], filters: str | None) -> dict[str, Any] | None:
    """Returns what is left of an item; None if it is left out."""
    items = _filtered({"items": [item]}, filters).get("items")
    return items[0] if items else None


def _items(outcome: BulkRunOutcome, filters: str | None) -> bytes:
    created, updated = (_Template(outcome, filters, flag) for flag in (False, True))
    count = 0 if outcome.errors else int(outcome.result.updated.sum())
    if not outcome.errors and count in (0, len(outcome.ids)):
        return _alike_rows(outcome, updated if count else created)
    return ",".join(filter(None, _rows(outcome, filters, created, updated))).encode()


def _alike_rows(outcome: BulkRunOutcome, template: "_Template") -> bytes:
    """Returns the items where all are from one template."""
    if not template.text:
        return b""
    pieces = PackedBytes.of((template.text.encode() + b",").split(_PLACE))
    numbers = np.array([outcome.result.versions, outcome.result.seq_nos], np.int64)
    slots = np.array([_SLOTS[name] for name in template.fields], np.int32)
    ids = _spelled_ids(outcome.ids)
    n_rows = len(outcome.ids)
    room = n_rows * (len(pieces.blob) + _MOST_DIGITS * len(slots)) + len(ids.blob)
    out = np.empty(room, np.uint8)
    written = rows.write_rows((pieces.blob, pieces.starts), slots, (ids.blob, ids.starts), numbers, out)
    return out[: written - 1].tobytes()


def _spelled_ids(ids: list[str]) -> PackedBytes:
    """Returns the ids as they stand in JSON, without quotation marks."""
    if b"\\" in orjson.dumps(ids):
        return PackedBytes.of([orjson.dumps(doc_id)[1:-1] for doc_id in ids])
    return PackedTexts.of(ids).encoded


def _rows(
    outcome: BulkRunOutcome, filters: str | None, created: "_Template", updated: "_Template"
) -> Iterator[str | None]:
    columns = [_column(outcome, name) for name in created.fields]
    values: Iterator[tuple[Any, ...]] = zip(*columns, strict=True) if columns else iter([()] * len(outcome.ids))
    flags = outcome.result.updated.tolist()
    for place, (row, flag) in enumerate(zip(values, flags, strict=True)):
        if place in outcome.errors:
            left = _item(outcome.failed(place), filters)
            yield None if left is None else orjson.dumps(left).decode()
        else:
            yield (updated if flag else created).format % row


def _column(outcome: BulkRunOutcome, name: str) -> list[object]:
    if name != "_id":
        numbers: list[Any] = (outcome.result.versions if name == "_version" else outcome.result.seq_nos).tolist()
        return numbers
    return [orjson.dumps(doc_id)[1:-1].decode() for doc_id in outcome.ids]


class _Template:
    """An item that succeeded.

    fields: members that differ from item to item, in the order they stand
    format: the text with a %s for each of them; text: the same, if there are none
    """

    def __init__(self, outcome: BulkRunOutcome, filters: str | None, updated: bool) -> None:
        item = _item(outcome.succeeded("", 0, 0, updated), filters)
        answer = {} if item is None else item[outcome.action]
        self.fields = [name for name in answer if name in ("_id", "_version", "_seq_no")]
        answer |= {name: orjson.Fragment(_QUOTED_PLACE if name == "_id" else _PLACE) for name in self.fields}
        self.text = "" if item is None else orjson.dumps(item).decode()
        self.format = self.text.replace("%", "%%").replace(_PLACE.decode(), "%s")
