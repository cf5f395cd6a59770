"""Reads the lines of a bulk request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import orjson

from findling.base.duplicate_keys import check_names
from findling.base.errors import IllegalArgumentError, ParseError, XContentParseError
from findling.base.json_values import json_token
from findling.node.documents.bulk_item import ACTIONS, BulkItem
from findling.node.documents.document_update import UpdateBody, parse_update
from findling.search.source_filter import SourceFilter, parse_source_filter

_TEXT_KEYS: Final = {
    "_index": "index",
    "_id": "id",
    "_type": "type_name",
    "routing": "routing",
    "pipeline": "pipeline",
}
_NUMBER_KEYS: Final = {
    "version": "version",
    "if_seq_no": "if_seq_no",
    "if_primary_term": "if_primary_term",
    "retry_on_conflict": "retry_on_conflict",
}
_IGNORED_KEYS: Final = frozenset({"list_executed_pipelines"})
# "external_gt" is the long name of "external"
VERSION_TYPES: Final = {
    **{name: name for name in ("internal", "external", "external_gte")},
    "external_gt": "external",
}


@dataclass(frozen=True, slots=True)
class BulkDefaults:
    """What items have unless their action line says otherwise.

    type_name: mapping type of the documents, None if nobody spoke of types
    lenient: as Elasticsearch 8, lets members behind the action pass
    """

    index: str | None = None
    routing: str | None = None
    pipeline: str | None = None
    require_alias: bool = False
    require_data_stream: bool = False
    fetch_source: SourceFilter | None = None
    lenient: bool = False
    type_name: str | None = None


def parse_bulk(body: bytes, defaults: BulkDefaults) -> list[BulkItem]:
    """Returns the items of a bulk body, in order.

    Raises IllegalArgumentError or XContentParseError, which name the line, if an action line is wrong, and
    XContentParseError or ActionRequestValidationError if an update's body is: then nothing of the request is done. A
    document that is wrong is its item's error, found later.
    """
    if not body:
        raise ParseError("request body is required")
    if not body.endswith(b"\n"):
        raise IllegalArgumentError("The bulk request must be terminated by a newline [\\n]")
    return list(_items(body.split(b"\n"), defaults))


def _items(lines: list[bytes], defaults: BulkDefaults) -> Iterator[BulkItem]:
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if not line.strip():
            continue
        item = _action(line, number, defaults)
        if item.action != "delete":
            if number >= len(lines) - 1 and not (number < len(lines) and lines[number].strip()):
                raise IllegalArgumentError(
                    f"Malformed action/metadata line [{number}], expected a document after it but found the end of "
                    "the request"
                )
            item.source = lines[number].rstrip(b"\r")
            number += 1
        if item.action == "update":
            item.update = _update(item)
        yield item


def _update(item: BulkItem) -> UpdateBody | None:
    """Returns an update's body; a malformed one fails the request, None leaves other faults to the item."""
    try:
        return parse_update(item.source, item.if_seq_no)
    except IllegalArgumentError:
        return None


def _action(line: bytes, number: int, defaults: BulkDefaults) -> BulkItem:
    action = _json_line(line, number)
    if not isinstance(action, dict):
        raise _malformed(number, f"expected START_OBJECT but found [{json_token(action)}]")
    if not action or (len(action) > 1 and not defaults.lenient):
        found = "END_OBJECT" if not action else "FIELD_NAME"
        expected = "FIELD_NAME" if not action else "END_OBJECT"
        raise _malformed(number, f"expected {expected} but found [{found}]")
    name, parameters = next(iter(action.items()))
    if name not in ACTIONS:
        raise _malformed(number, f"expected field [create], [delete], [index] or [update] but found [{name}]")
    if not isinstance(parameters, dict):
        raise _malformed(number, f"expected START_OBJECT or END_OBJECT but found [{json_token(parameters)}]")
    item = BulkItem(name, defaults.index or "", routing=defaults.routing, pipeline=defaults.pipeline)
    item.require_alias = defaults.require_alias
    item.require_data_stream = defaults.require_data_stream
    item.fetch_source = defaults.fetch_source
    item.type_name = defaults.type_name
    for key, value in parameters.items():
        _set(item, key, value, number)
    if item.dynamic_templates and name in ("update", "delete"):
        raise IllegalArgumentError(f"{name.capitalize()} request in line [{number}] does not accept dynamic_templates")
    if item.action == "index" and item.version_type == "internal" and parameters.get("op_type") == "create":
        item.action = "create"
    return item


def _json_line(line: bytes, number: int) -> object:
    try:
        action = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        message = error.msg.partition(": line")[0]
        raise XContentParseError(
            f"[{number}:{error.colno}] Malformed action/metadata line [{number}]: {message}",
            line=number,
            col=error.colno,
        ) from None
    check_names(line, action, number)
    return action


def _set(item: BulkItem, key: str, value: object, number: int) -> None:
    if key in _TEXT_KEYS:
        if isinstance(value, (dict, list)):
            raise _malformed(number, f"expected a simple value for field [{key}] but found [{json_token(value)}]")
        if value is not None or key != "_index":
            setattr(item, _TEXT_KEYS[key], _text(value))
    elif key in _NUMBER_KEYS:
        setattr(item, _NUMBER_KEYS[key], _number(key, value, number))
    elif key == "version_type":
        item.version_type = parse_version_type(str(value))
    elif key == "require_alias":
        item.require_alias = value is True or value == "true"
    elif key == "require_data_stream":
        item.require_data_stream = value is True or value == "true"
    elif key == "dynamic_templates":
        if not isinstance(value, dict):
            raise _malformed(number, f"expected an object for field [{key}] but found [{json_token(value)}]")
        item.dynamic_templates = {path: str(template) for path, template in value.items()}
    elif key == "_source":
        item.fetch_source = parse_source_filter(value)
    elif key == "op_type":
        if value not in ("index", "create"):
            raise IllegalArgumentError(f"opType must be 'create' or 'index', found: [{value}]")
    elif isinstance(value, (dict, list)):
        raise _malformed(number, f"expected a simple value for field [{key}] but found [{json_token(value)}]")
    elif key not in _IGNORED_KEYS:
        raise IllegalArgumentError(f"Action/metadata line [{number}] contains an unknown parameter [{key}]")


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _number(key: str, value: object, line: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise _malformed(line, f"expected a number for field [{key}] but found [{json_token(value)}]")
    try:
        number = int(value)
    except ValueError as error:
        raise IllegalArgumentError(f'For input string: "{value}"') from error
    check_sequence_number(key, number)
    return number


def check_sequence_number(key: str, number: int | None) -> None:
    """Raises IllegalArgumentError for an `if_seq_no` or `if_primary_term` that cannot be."""
    if number is None or number >= 0:
        return
    if key == "if_seq_no":
        raise IllegalArgumentError(f"sequence numbers must be non negative. got [{number}].")
    if key == "if_primary_term":
        raise IllegalArgumentError(f"primary term must be non negative. got [{number}]")


def parse_version_type(text: str) -> str:
    """Returns a version type. Raises IllegalArgumentError."""
    if text not in VERSION_TYPES:
        raise IllegalArgumentError(f"No version type match [{text}]")
    return VERSION_TYPES[text]


def _malformed(number: int, fault: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"Malformed action/metadata line [{number}], {fault}")
