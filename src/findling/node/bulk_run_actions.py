"""Reads the action lines of a bulk request that say all the same but for the id."""

import re
from typing import Any, Final

import orjson

from findling.index.operation import OperationType
from findling.node.bulk_item import MAX_ID_BYTES

RunActions = tuple[OperationType, str, list[str] | None]

_PLAIN_KEYS: Final = frozenset({"_index", "_id", "_type"})
_ID: Final = re.compile(rb'"_id"\s*:\s*"([^"\\]*)"')
_CONTROLS: Final = bytes(range(32))


def read_run_actions(lines: list[bytes], default_index: str | None) -> RunActions | None:
    """Returns action, index and ids (None if no line has one) of the lines; None if they are no run.

    Raises orjson.JSONDecodeError for a line that is not JSON.
    """
    first = lines[0]
    if lines.count(first) == len(lines):
        return _read_all([orjson.loads(first)] * len(lines), default_index)
    ids = _split_ids(lines)
    if ids is None:
        return _read_all(list(map(orjson.loads, lines)), default_index)
    common = _read_all([orjson.loads(first)], default_index)
    if common is None or common[2] != ids[:1] or not _are_plain(ids):
        return None
    return common[0], common[1], ids


def _split_ids(lines: list[bytes]) -> list[str] | None:
    """Returns the ids of lines that are byte for byte alike around them; None if they are not.

    The text around the id of the first line, with any other string in between, is JSON with the same structure.
    """
    first = lines[0]
    found = _ID.search(first)
    if found is None or first.count(b'"_id"') != 1:
        return None
    head, tail = first[: found.start(1)], first[found.end(1) :]
    joined = b"\n".join(lines)
    if not joined.startswith(head) or not joined.endswith(tail):
        return None
    ids = joined[len(head) : len(joined) - len(tail)].split(tail + b"\n" + head)
    text = b"".join(ids)
    if len(ids) != len(lines) or b'"' in text or b"\\" in text or len(text.translate(None, _CONTROLS)) != len(text):
        return None
    try:
        return b"\n".join(ids).decode().split("\n")
    except UnicodeDecodeError:
        return None


def _read_all(actions: list[Any], default_index: str | None) -> RunActions | None:
    """The same from decoded lines."""
    if set(map(type, actions)) != {dict} or set(map(len, actions)) != {1}:
        return None
    for action in ("index", "create"):
        if all(action in line for line in actions):
            return _read_parameters(action, [line[action] for line in actions], default_index)
    return None


def _read_parameters(action: OperationType, parameters: list[Any], default_index: str | None) -> RunActions | None:
    if set(map(type, parameters)) != {dict}:
        return None
    shapes = set(map(tuple, parameters))
    if len(shapes) > 1:
        return None
    keys = shapes.pop()
    if not _PLAIN_KEYS.issuperset(keys):
        return None
    indices = [line["_index"] for line in parameters] if "_index" in keys else [default_index]
    index = indices[0]
    if type(index) is not str or not index or indices.count(index) != len(indices):
        return None
    if "_id" not in keys:
        return action, index, None
    ids = [line["_id"] for line in parameters]
    return (action, index, ids) if _are_plain(ids) else None


def _are_plain(ids: list[Any]) -> bool:
    return set(map(type, ids)) == {str} and "" not in ids and max(map(len, ids)) * 4 <= MAX_ID_BYTES
