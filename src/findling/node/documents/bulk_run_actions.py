"""Reads the action lines of a bulk request that say all the same but for the id."""

import re
from typing import Any, Final

import numpy as np
import orjson

from findling.index.operations.operation import OperationType
from findling.kernels.text import json_members
from findling.node.documents.request_lines import RequestLines
from findling.node.documents.write_faults import MAX_ID_BYTES

RunActions = tuple[OperationType, str, list[str] | None, str | None]

_PLAIN_KEYS: Final = frozenset({"_index", "_id", "_type"})
_ID: Final = re.compile(rb'"_id"\s*:\s*"([^"\\]*)"')


def read_run_actions(lines: RequestLines, default_index: str | None) -> RunActions | None:
    """Returns action, index, ids and mapping type (None if no line has one) of the lines; None if they are no run.

    Raises orjson.JSONDecodeError for a line that is not JSON.
    """
    ids = _alike(lines)
    if ids is not None:
        common = _read_all([orjson.loads(lines.line(0))], default_index)
        if common is None or common[2] != ids[:1] or not _are_plain(ids):
            return None
        return common[0], common[1], ids, common[3]
    decoded = lines.to_list()
    if decoded.count(decoded[0]) == len(decoded):
        return _read_all([orjson.loads(decoded[0])] * len(decoded), default_index)
    return _read_all(list(map(orjson.loads, decoded)), default_index)


def _alike(lines: RequestLines) -> list[str] | None:
    """Returns the ids of lines that are byte for byte alike around them; None if they are not.

    The text around the id of the first line, with any other string in between, is JSON with the same structure.
    """
    first = lines.line(0).rstrip()
    found = _ID.search(first)
    if found is None or first.count(b'"_id"') != 1:
        return None
    head, tail = (np.frombuffer(part, np.uint8) for part in (first[: found.start(1)], first[found.end(1) + 1 :]))
    ends = np.empty(len(lines), np.int32)
    if not len(tail) or json_members.ids_between(lines.text, lines.starts, head, tail, ends) < len(lines):
        return None
    starts = lines.starts + np.int32(len(head))
    blob = np.empty(int((ends - starts).sum(dtype=np.int64)) + len(lines), np.uint8)
    json_members.gather_spans(lines.text, starts, ends, 1, blob)
    return blob.tobytes().decode().split("\n")[:-1]


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
    types = [line["_type"] for line in parameters] if "_type" in keys else [None]
    if types.count(types[0]) != len(types) or not isinstance(types[0], str | None):
        return None
    if "_id" not in keys:
        return action, index, None, types[0]
    ids = [line["_id"] for line in parameters]
    return (action, index, ids, types[0]) if _are_plain(ids) else None


def _are_plain(ids: list[Any]) -> bool:
    return set(map(type, ids)) == {str} and "" not in ids and max(map(len, ids)) * 4 <= MAX_ID_BYTES
