"""What of a document's JSON text is stored: all, parts, or nothing, as the mapping's `_source` says.

Where `_source` lacks values of fields that are mapped with `store`, what is stored is an array: the source, null if
there is none, and an object with the values of these fields. A document itself is never an array.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from findling.base.json_values import json_text
from findling.base.object_filter import filter_object
from findling.base.work.json_decoding import decode

StoredSource = Callable[[bytes], bytes]


def stored_source(
    options: Mapping[str, Any], fields: Sequence[str] = (), make: Callable[[Any], Any] | None = None
) -> StoredSource | None:
    """Returns what turns a document into what is stored of it; None if all is.

    options: enabled, includes and excludes of `_source`
    fields: paths in documents of the values that are stored in any case
    make: makes the source of a document, None if the document is it
    """
    enabled, includes, excludes = options["enabled"], tuple(options["includes"]), tuple(options["excludes"])
    if enabled and not includes and not excludes and make is None:
        return None
    if not enabled and not fields:
        return lambda source: b""

    def store(source: bytes) -> bytes:
        document = decode(source)
        shown = None
        if enabled:
            shown = filter_object(document, includes, excludes) if make is None else make(document)
        return json_text([shown, filter_object(document, tuple(fields), ())] if fields else shown)

    return store


def source_of(stored: bytes) -> bytes:
    """Returns the JSON text of `_source` in what is stored of a document; empty if there is none."""
    if not stored.startswith(b"["):
        return stored
    source = decode(stored)[0]
    return b"" if source is None else json_text(source)


def stored_values(stored: bytes) -> Any:
    """Returns the object that has the values of stored fields."""
    return read_stored(stored).values


class StoredDocument(NamedTuple):
    """What is stored of a document, decoded: its source, None if there is none, and the values of stored fields."""

    source: Any
    values: Any


def read_stored(stored: bytes | None) -> StoredDocument:
    """Returns what is stored of a document."""
    if not stored:
        return StoredDocument(None, {})
    document = decode(stored)
    return StoredDocument(*document) if isinstance(document, list) else StoredDocument(document, document)
