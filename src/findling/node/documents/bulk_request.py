"""Reads the lines of a bulk request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.base.duplicate_keys import check_names
from findling.base.errors import IllegalArgumentError, ParseError, ParsingError, XContentParseError
from findling.base.json_fault import find_fault, is_unread, json_error, second_value
from findling.base.json_values import as_boolean, as_integer, as_long, json_token
from findling.node.documents.bulk_item import ACTIONS, BulkItem, read_update
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
ANY_VERSION: Final = -3
UNASSIGNED_SEQ_NO: Final = -2
_NONE: Final = {"version": ANY_VERSION, "if_seq_no": UNASSIGNED_SEQ_NO}
"""Number of a write -> the value that stands for none."""
_FLAG_KEYS: Final = frozenset({"require_alias", "require_data_stream", "list_executed_pipelines"})
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
    list_executed_pipelines: bool = False
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
    check_end(body)
    return list(_items(body.split(b"\n"), defaults))


def check_end(body: bytes) -> None:
    """Raises IllegalArgumentError for a body that does not end with a line."""
    if body and not body.endswith(b"\n"):
        raise IllegalArgumentError("The bulk request must be terminated by a newline [\\n]")


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
                return  # an action without its document is none
            item.source = lines[number].rstrip(b"\r")
            number += 1
        if item.action == "update":
            _update(item)
        yield item


def _update(item: BulkItem) -> None:
    """Reads an update's body; a malformed one fails the request, other faults are left to the item."""
    try:
        read_update(item)
    except IllegalArgumentError:
        return
    except XContentParseError as error:
        error.text = item.source
        raise


def _action(line: bytes, number: int, defaults: BulkDefaults) -> BulkItem:
    action = _json_line(line, number)
    if not isinstance(action, dict):
        raise _malformed(number, f"expected START_OBJECT but found [{json_token(action)}]")
    if not action:
        raise _malformed(number, "expected FIELD_NAME but found [END_OBJECT]")
    name, parameters = next(iter(action.items()))
    if name not in ACTIONS:
        raise _malformed(number, f"expected field [create], [delete], [index] or [update] but found [{name}]")
    if not isinstance(parameters, dict):
        raise _malformed(number, f"expected START_OBJECT or END_OBJECT but found [{json_token(parameters)}]")
    if len(action) > 1 and not defaults.lenient:
        raise _malformed(number, "expected END_OBJECT but found [FIELD_NAME]")
    item = BulkItem(name, defaults.index or "", routing=defaults.routing, pipeline=defaults.pipeline)
    item.require_alias = defaults.require_alias
    item.require_data_stream = defaults.require_data_stream
    item.list_executed_pipelines = defaults.list_executed_pipelines
    item.fetch_source = defaults.fetch_source
    item.type_name = defaults.type_name
    for key, value in parameters.items():
        _set(item, key, value, number)
    if item.dynamic_templates and name in ("update", "delete"):
        raise IllegalArgumentError(f"{name.capitalize()} request in line [{number}] does not accept dynamic_templates")
    if name == "update" and (item.version is not None or item.version_type != "internal"):
        raise IllegalArgumentError(
            "Update requests do not support versioning. Please use `if_seq_no` and `if_primary_term` instead"
        )
    if name == "update" and item.require_data_stream:
        raise IllegalArgumentError(
            "Update requests do not support the `require_data_stream` flag, as data streams do not support update "
            "operations"
        )
    if name == "delete":
        item.require_alias = item.require_data_stream = False
    if item.action == "index" and item.version_type == "internal" and parameters.get("op_type") == "create":
        item.action = "create"
    return item


def _json_line(line: bytes, number: int) -> object:
    try:
        action = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        if not is_unread(error) and find_fault(line, error) is None and second_value(line) is not None:
            raise _malformed(number, "unexpected data after the closing brace") from None
        fault = json_error(line, error)
        raise fault from fault.__cause__
    check_names(line, action)
    return action


def _set(item: BulkItem, key: str, value: Any, number: int) -> None:
    if value is None:
        return  # whatever it is called
    if isinstance(value, dict) and key in _OBJECT_KEYS:
        _OBJECT_KEYS[key](item, value)
    elif isinstance(value, (dict, list)):
        raise _malformed(number, f"expected a simple value for field [{key}] but found [{json_token(value)}]")
    elif key in _TEXT_KEYS:
        setattr(item, _TEXT_KEYS[key], _text(value))
    elif key in _NUMBER_KEYS:
        whole = as_integer(value) if key == "retry_on_conflict" else as_long(value)
        check_sequence_number(key, whole)
        setattr(item, _NUMBER_KEYS[key], given(key, whole))
    elif key in _FLAG_KEYS:
        setattr(item, key, as_boolean(value))
    elif key == "version_type":
        item.version_type = parse_version_type(_text(value))
    elif key == "_source":
        item.fetch_source = _source_filter(value)
    elif key != "op_type":
        raise IllegalArgumentError(f"Action/metadata line [{number}] contains an unknown parameter [{key}]")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _source_filter(value: object) -> SourceFilter:
    try:
        return parse_source_filter(value)
    except ParsingError as error:
        raise ParseError("could not parse bulk request body") from error


def _set_source(item: BulkItem, value: dict[str, Any]) -> None:
    item.fetch_source = _source_filter(value)


def _set_templates(item: BulkItem, value: dict[str, Any]) -> None:
    item.dynamic_templates = {path: _text(template) for path, template in value.items()}


_OBJECT_KEYS: Final = {"_source": _set_source, "dynamic_templates": _set_templates}


def check_sequence_number(key: str, number: int | None) -> None:
    """Raises IllegalArgumentError for an `if_seq_no` or `if_primary_term` that cannot be."""
    if number is None or number >= 0:
        return
    if key == "if_seq_no" and number != UNASSIGNED_SEQ_NO:
        raise IllegalArgumentError(f"sequence numbers must be non negative. got [{number}].")
    if key == "if_primary_term":
        raise IllegalArgumentError(f"primary term must be non negative. got [{number}]")


def given(key: str, number: int | None) -> int | None:
    """Returns a number of a write, None for the one that stands for none."""
    return None if number == _NONE.get(key) else number


def parse_version_type(text: str) -> str:
    """Returns a version type. Raises IllegalArgumentError."""
    if text not in VERSION_TYPES:
        raise IllegalArgumentError(f"No version type match [{text}]")
    return VERSION_TYPES[text]


def _malformed(number: int, fault: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"Malformed action/metadata line [{number}], {fault}")
