"""What a bundle says of its index: which one it is, and for how long a copy counts as fresh."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import orjson

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import STRING, Member, parse_object
from findling.base.units import parse_time_ms
from findling.edge.functions.bundle import Bundle
from findling.published.manifest import PublishedIndex

FILE: Final = "index.json"
_MEMBERS: Final = {"index": Member(STRING), "ttl": Member(STRING)}
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class CopySettings:
    """index: its name, on the hub and on the edge; ttl_ms: since the hub last confirmed a copy, when it gets stale"""

    index: str
    ttl_ms: int = _DAY_MS

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        """Reads the settings of a bundle. Raises XContentParseError, IllegalArgumentError."""
        given = parse_object("index", body, _MEMBERS)
        if not given.get("index"):
            raise IllegalArgumentError("[index] is required: the one that is pushed")
        ttl_ms = parse_time_ms(given.get("ttl", "1d"), "ttl")
        if ttl_ms <= 0:
            raise IllegalArgumentError(f"[ttl] must be more than nothing, not [{given['ttl']}]")
        return cls(given["index"], int(ttl_ms))


def published_of(bundle: Bundle) -> PublishedIndex:
    """Returns the index of a bundle, down to its files. Raises IllegalArgumentError."""
    try:
        return PublishedIndex.from_json(orjson.loads(bundle.files[FILE]))
    except (KeyError, TypeError, orjson.JSONDecodeError) as error:
        raise IllegalArgumentError(f"[files] must have [{FILE}], which the hub makes") from error
