"""Mappings as requests carry them, with or without a type name around them."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, MapperParsingError

ROOT_KEYS: Final = frozenset(
    {
        "properties", "dynamic", "dynamic_templates", "dynamic_date_formats", "date_detection", "numeric_detection",
        "runtime", "enabled", "subobjects", "_source", "_routing", "_meta", "_field_names", "_size",
        "_data_stream_timestamp",
        "_doc_count", "_tier", "_ignored", "_index", "_id", "_all", "_parent", "_timestamp", "_ttl", "_default_",
    }
)  # fmt: skip


def untyped(definition: object, include_type_name: bool | None = None) -> tuple[dict[str, Any], str | None]:
    """Returns a mapping definition without its type name, and that name if there was one.

    include_type_name: True and False say what the client said; None finds out
    Raises MapperParsingError if it is not an object.
    """
    if definition is None:
        return {}, None
    if not isinstance(definition, Mapping):
        raise MapperParsingError(f"Failed to parse mapping: expected an object but got [{type(definition).__name__}]")
    if include_type_name is False or not _has_type(definition, include_type_name):
        return dict(definition), None
    name, body = next(iter(definition.items()))
    if not isinstance(body, Mapping):
        raise MapperParsingError(f"Failed to parse mapping: expected an object for type [{name}]")
    return dict(body), name


def refuse_last_type(type_name: str | None, include_type_name: bool | None = None) -> None:
    """Raises IllegalArgumentError for the last name of all types, unless the client says that there is a name."""
    if type_name == "_doc" and include_type_name is None:
        raise IllegalArgumentError("The mapping definition cannot be nested under a type [_doc].")


def _has_type(definition: Mapping[str, object], include_type_name: bool | None) -> bool:
    if len(definition) != 1:
        return False
    name, body = next(iter(definition.items()))
    if name in ROOT_KEYS and name != "properties":
        return False
    if include_type_name:
        return True
    may_be_type = name not in ROOT_KEYS and (name == "_doc" or not name.startswith("_"))
    # nothing under a name that is unknown rather is a word that somebody misspelled than a type without fields
    return (
        may_be_type
        and isinstance(body, Mapping)
        and all(key in ROOT_KEYS for key in body)
        and (bool(body) or name == "_doc")
    )
