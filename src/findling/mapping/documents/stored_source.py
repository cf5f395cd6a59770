"""What of a document's JSON text is stored: all, parts, or nothing, as the mapping's `_source` says."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from findling.base.object_filter import filter_object

StoredSource = Callable[[bytes], bytes]


def stored_source(options: Mapping[str, Any]) -> StoredSource | None:
    """Returns what turns a document into what is stored of it; None if all is.

    options: enabled, includes and excludes of `_source`
    """
    if not options["enabled"]:
        return _nothing
    includes, excludes = tuple(options["includes"]), tuple(options["excludes"])
    if not includes and not excludes:
        return None
    return lambda source: orjson.dumps(filter_object(orjson.loads(source), includes, excludes))


def _nothing(source: bytes) -> bytes:
    return b""
