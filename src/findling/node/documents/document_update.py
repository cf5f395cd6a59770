"""The update API: a partial document laid over the stored one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.base.duplicate_keys import check_names
from findling.base.errors import (
    DocumentParsingError,
    FindlingError,
    IllegalArgumentError,
    XContentParseError,
)
from findling.base.json_fault import JsonFault, find_fault, is_unread, json_error, second_value
from findling.base.json_values import as_boolean, as_long
from findling.base.object_parser import BOOLEAN, NUMBER, OBJECT, Member, parse_object, whole_object
from findling.base.work.json_decoding import decode
from findling.script.definition import ScriptDefinition, parse_script
from findling.search.source_filter import SourceFilter, parse_source_filter

_MEMBERS: Final = {
    "doc": Member(OBJECT),
    "upsert": Member(OBJECT),
    "doc_as_upsert": Member(BOOLEAN, as_boolean),
    "detect_noop": Member(BOOLEAN, as_boolean),
    "_source": Member((*BOOLEAN, "START_ARRAY", "START_OBJECT"), parse_source_filter),
    "script": Member(("START_OBJECT", "VALUE_STRING"), parse_script),
    "scripted_upsert": Member(BOOLEAN, as_boolean),
    "if_seq_no": Member(NUMBER, as_long),
    "if_primary_term": Member(NUMBER, as_long),
}


@dataclass(slots=True)
class UpdateBody:
    """The body of an update request. faults: why it makes no sense as a whole"""

    doc: dict[str, Any] | None = None
    upsert: dict[str, Any] | None = None
    doc_as_upsert: bool = False
    script: ScriptDefinition | None = None
    scripted_upsert: bool = False
    detect_noop: bool = True
    fetch_source: SourceFilter | None = None
    if_seq_no: int | None = None
    if_primary_term: int | None = None
    faults: tuple[str, ...] = ()


def parse_update(raw: bytes, if_seq_no: int | None = None, doc_as_upsert: bool = False) -> UpdateBody:
    """Returns an update's body. Raises XContentParseError.

    if_seq_no, doc_as_upsert: what the request says beside its body
    """
    body = {"doc_as_upsert": doc_as_upsert, **_load_update(raw)} if doc_as_upsert else _load_update(raw)
    parsed = parse_object("UpdateRequest", body, _MEMBERS)
    script = parsed.get("script")
    faults = _compare_and_write_faults({"if_seq_no": if_seq_no, **body})
    if script is None and parsed.get("doc") is None:
        faults.append("script or doc is missing")
    if script is not None and parsed.get("doc") is not None:
        faults.append("can't provide both script and doc")
    if parsed.get("doc") is None and parsed.get("doc_as_upsert"):
        faults.append("doc must be specified if doc_as_upsert is enabled")
    return UpdateBody(
        parsed.get("doc"),
        parsed.get("upsert"),
        parsed.get("doc_as_upsert", False),
        script,
        parsed.get("scripted_upsert", False),
        parsed.get("detect_noop", True),
        parsed.get("_source"),
        parsed.get("if_seq_no"),
        parsed.get("if_primary_term"),
        tuple(faults),
    )


def _load_update(raw: bytes) -> Mapping[str, Any]:
    if not raw.strip():
        return {}
    try:
        body = decode(raw)
    except orjson.JSONDecodeError as error:
        fault = json_error(raw, error, by_names=True)
        raise fault from fault.__cause__
    check_names(raw, body)
    return whole_object("UpdateRequest", body)


def _compare_and_write_faults(body: Mapping[str, object]) -> list[str]:
    """Returns what is wrong with an update that is bound to a version and makes the document as well."""
    if body.get("if_seq_no") is None:
        return []
    faults = ["compare and write operations can not be used with upsert"] if body.get("doc_as_upsert") else []
    if "upsert" in body:
        faults.append("upsert requests don't support `if_seq_no` and `if_primary_term`")
    return faults


def load_document(raw: bytes) -> dict[str, Any]:
    """Returns a document's members. Raises XContentParseError; DocumentParsingError says where in a document it is."""
    if not raw.strip():
        raise DocumentParsingError("[0:0] failed to parse, document is empty")
    try:
        body = decode(raw)
    except orjson.JSONDecodeError as error:
        refused = _refused(raw, error)
        raise refused from refused.__cause__
    if not isinstance(body, dict):
        raise XContentParseError("[1:1] failed to parse: expected an object", line=1, col=1)
    return body


def _refused(raw: bytes, error: orjson.JSONDecodeError) -> FindlingError:
    """Returns the error of a document that is no JSON."""
    fault = find_fault(raw, error)
    second = None if fault is not None or is_unread(error) else second_value(raw)
    if second is not None:
        return IllegalArgumentError(f"Malformed content, found extra data after parsing: {second}")
    if fault is not None:
        refused, cause = unparsable(raw, fault), fault.error(raw)
    else:
        cause = json_error(raw, error)
        refused = DocumentParsingError(f"[{error.lineno}:{error.colno}] failed to parse: {cause.reason}")
    refused.__cause__ = cause
    return refused


def unparsable(raw: bytes, fault: JsonFault) -> DocumentParsingError:
    """Returns the error of a document whose JSON has a fault; the fault's own error is its cause."""
    (line, col), reason = fault.where(raw, fault.token), fault.error(raw).reason
    if fault.is_behind:
        line, col = fault.where(raw, fault.place)
        return DocumentParsingError(f"[{line}:{col}] {reason}")
    return DocumentParsingError(f"[{line}:{col}] failed to parse: {reason}")


def merge_document(source: dict[str, Any], changes: dict[str, Any]) -> bool:
    """Lays changes over a document in place, objects member by member. Returns whether anything differs."""
    changed = False
    for key, value in changes.items():
        old = source.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            changed |= merge_document(old, value)
        elif key not in source or not _equal(old, value):
            source[key] = value
            changed = True
    return changed


def _equal(left: object, right: object) -> bool:
    """Equality in which 1, 1.0 and true are three values, as in JSON."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_equal(value, right[key]) for key, value in left.items())
    return type(left) is type(right) and bool(left == right)
